-- Notes what became of the first line of an outbox and takes it out, once.
--
-- KEYS  1 head, 2 outbox, 3 marks, 4 page, 5 desk stream, 6 ready stream
-- ARGV  1 conversation, 2 line id, 3 mark, 4 the sealed line as it stands in the outbox
-- Returns how many lines are left in the outbox.
if redis.call('LINDEX', KEYS[2], 0) == ARGV[4] then
  redis.call('LPOP', KEYS[2])
  redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', '20000', '*', 'kind', 'line', 'conversation', ARGV[1])
  redis.call('PUBLISH', 'helpline:signals', 'desk|')
end
local left = redis.call('LLEN', KEYS[2])
if left == 0 and redis.call('HGET', KEYS[1], 'state') == 'closed' then
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
  redis.call('XADD', KEYS[6], '*', 'conversation', ARGV[1])
end
return left
