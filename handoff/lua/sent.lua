-- Notes what became of the first lines of an outbox and takes them out, once.
--
-- KEYS  1 head, 2 outbox, 3 marks, 4 page, 5 desk stream, 6 ready stream, 7 due
-- ARGV  1 conversation, 2 the reply token that was used, sealed as it stands in the head, or '',
--       3 milliseconds at which the child is to be let go because it cannot be reached, or '',
--       4 the attempt as the sender noted it, or '' where none is noted,
--       5 how many lines, then these lines as they stand in the outbox,
--       then line ids and marks in turn
-- Returns how many lines are left in the outbox; -1 when another attempt is noted by now, and so somebody
-- else's word counts, or this one's was taken already.
if (redis.call('HGET', KEYS[1], 'attempt') or '') ~= ARGV[4] then
  return -1
end
local lines = tonumber(ARGV[5])
if redis.call('LINDEX', KEYS[2], 0) == ARGV[6] then
  for line = 1, lines do
    if redis.call('LINDEX', KEYS[2], 0) == ARGV[5 + line] then
      redis.call('LPOP', KEYS[2])
    end
  end
  for at = 6 + lines, #ARGV, 2 do
    local known = redis.call('HGET', KEYS[3], ARGV[at])
    -- A long line goes in parts: what was doubtful of one is doubtful of the whole.
    if ARGV[at + 1] ~= 'sent' or not known or known == 'queued' then
      redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
    end
  end
  redis.call('HDEL', KEYS[1], 'attempt')
  if ARGV[2] ~= '' and redis.call('HGET', KEYS[1], 'reply') == ARGV[2] then
    redis.call('HDEL', KEYS[1], 'reply')
  end
  if ARGV[3] ~= '' and redis.call('HEXISTS', KEYS[1], 'child_left') == 0 then
    redis.call('ZADD', KEYS[7], ARGV[3], ARGV[1] .. '|left')
    redis.call('PUBLISH', 'helpline:signals', 'due|')
  end
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', '20000', '*', 'kind', 'line', 'conversation', ARGV[1])
  redis.call('PUBLISH', 'helpline:signals', 'desk|')
end
local left = redis.call('LLEN', KEYS[2])
if left == 0 and redis.call('HGET', KEYS[1], 'state') == 'closed' then
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
  redis.call('XADD', KEYS[6], '*', 'conversation', ARGV[1])
end
return left
