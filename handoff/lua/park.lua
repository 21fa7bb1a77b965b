-- Lets go of an outbox that cannot be emptied until the child writes again, unless it just has.
--
-- KEYS  1 head, 2 outbox, 3 sending stream
-- ARGV  1 the stream entry, 2 the sealed reply token as it was read, or '', 3 how many lines there were
-- Returns 1 when let go, 0 when something has come meanwhile.
if (redis.call('HGET', KEYS[1], 'reply') or '') ~= ARGV[2] then
  return 0
end
if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[3]) then
  return 0
end
redis.call('HDEL', KEYS[1], 'sending')
redis.call('XACK', KEYS[3], 'senders', ARGV[1])
redis.call('XDEL', KEYS[3], ARGV[1])
return 1
