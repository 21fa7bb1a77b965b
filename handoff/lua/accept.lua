-- Takes one event into a conversation's mailbox, once, and announces that the mailbox holds something.
--
-- KEYS  1 head, 2 mailbox, 3 ready stream, 4 open set, 5 index entry of the child, 6.. the event's claims,
--       today's first
-- ARGV  1 conversation, 2 sealed entry, 3 seconds to remember the claim,
--       4 the head of a new conversation as a msgpack map, or '' for a conversation that must exist
-- Returns 'accepted', 'duplicate', 'gone' (no such conversation any more) or the id of the
-- conversation the child already has.
for claim = 6, #KEYS do
  if redis.call('EXISTS', KEYS[claim]) == 1 then
    return 'duplicate'
  end
end
if ARGV[4] ~= '' then
  local other = redis.call('GET', KEYS[5])
  if other then
    return other
  end
  redis.call('SET', KEYS[5], ARGV[1])
  for name, value in pairs(cmsgpack.unpack(ARGV[4])) do
    redis.call('HSET', KEYS[1], name, value)
  end
  redis.call('SADD', KEYS[4], ARGV[1])
else
  local state = redis.call('HGET', KEYS[1], 'state')
  if not state or state == 'closed' then
    return 'gone'
  end
end
redis.call('SET', KEYS[6], '1', 'EX', ARGV[3])
redis.call('RPUSH', KEYS[2], ARGV[2])
if redis.call('HSETNX', KEYS[1], 'ready', '1') == 1 then
  redis.call('XADD', KEYS[3], '*', 'conversation', ARGV[1])
end
return 'accepted'
