-- Puts what has fallen due into its conversation's mailbox, once.
--
-- KEYS  1 due, 2 head, 3 mailbox, 4 ready stream
-- ARGV  1 the member (conversation|kind), 2 now in milliseconds, 3 conversation, 4 the mailbox entry
-- Returns 1 when it was put there.
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at or tonumber(at) > tonumber(ARGV[2]) then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
local state = redis.call('HGET', KEYS[2], 'state')
if not state or state == 'closed' then
  return 0
end
redis.call('RPUSH', KEYS[3], ARGV[4])
if redis.call('HSETNX', KEYS[2], 'ready', '1') == 1 then
  redis.call('XADD', KEYS[4], '*', 'conversation', ARGV[3])
end
return 1
