-- Puts what a member of staff stands for in the place of what was read.
--
-- KEYS  1 posts, 2 names on duty
-- ARGV  1 name, 2 the post as it was read or nothing, 3 the post as it is now, 4 '1' if on duty
-- Returns 1, or 0 when it has changed since it was read.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call(ARGV[4] == '1' and 'SADD' or 'SREM', KEYS[2], ARGV[1])
return 1
