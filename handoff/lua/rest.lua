-- Lets go of an announcement whose work is done: nothing is left in the list it announced.
--
-- KEYS  1 head, 2 the list (mailbox or outbox), 3 the stream
-- ARGV  1 the head's flag (ready or sending), 2 the consumer group, 3 the stream entry
-- Returns 1 when let go, 0 when something has come meanwhile.
if redis.call('LLEN', KEYS[2]) > 0 then
  return 0
end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('XACK', KEYS[3], ARGV[2], ARGV[3])
redis.call('XDEL', KEYS[3], ARGV[3])
return 1
