-- Notes how the sending of a conversation stands, unless another sender has noted something meanwhile.
--
-- KEYS  1 head
-- ARGV  1 the attempt as this sender knows it, or '', 2 the attempt to note, or '' for none
-- Returns 1 when noted, 0 when somebody else is at it.
if redis.call('EXISTS', KEYS[1]) == 0 or (redis.call('HGET', KEYS[1], 'attempt') or '') ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'attempt')
else
  redis.call('HSET', KEYS[1], 'attempt', ARGV[2])
end
return 1
