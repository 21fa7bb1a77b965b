-- Lets go of an outbox that cannot be emptied until the child writes again, unless it just has.
--
-- KEYS  1 head, 2 sending stream
-- ARGV  1 the stream entry, 2 the sealed reply token as it was read, or ''
-- Returns 1 when let go, 0 when something has come meanwhile.
if (redis.call('HGET', KEYS[1], 'reply') or '') ~= ARGV[2] then
  return 0
end
redis.call('HDEL', KEYS[1], 'sending')
redis.call('XACK', KEYS[2], 'senders', ARGV[1])
redis.call('XDEL', KEYS[2], ARGV[1])
return 1
