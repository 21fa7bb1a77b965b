-- Sets fields of a conversation's head, if there is one, without making a new version.
--
-- KEYS  1 head
-- ARGV  name, value, name, value, ...
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], unpack(ARGV))
  return 1
end
return 0
