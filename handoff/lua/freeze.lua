-- Stores one edition for good: with its line in the ledger, or not at all.
--
-- KEYS  1 editions, 2 ledger
-- ARGV  1 name of the edition, 2 the edition, 3 the ledger's line,
--       4 how many lines the ledger had when this was made
-- Returns 1, or 0 when another edition came first: make it again from what is there now.
if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[4]) or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('RPUSH', KEYS[2], ARGV[3])
return 1
