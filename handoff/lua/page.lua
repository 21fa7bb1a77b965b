-- Adds a line to a child's page, once for each line id, if it is a line of this conversation.
--
-- KEYS  1 head, 2 page, 3 marks
-- ARGV  1 conversation, 2 line id, 3 sealed event
-- Returns 1, or 0 when the conversation is gone or the line is another's.
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[3], ARGV[2]) == 0 then
  return 0
end
if redis.call('HSETNX', KEYS[3], 'page:' .. ARGV[2], '1') == 1 then
  redis.call('XADD', KEYS[2], '*', 'event', ARGV[3])
  redis.call('PUBLISH', 'helpline:signals', 'page|' .. ARGV[1])
end
return 1
