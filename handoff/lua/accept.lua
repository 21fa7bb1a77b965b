-- Takes events of one or several children into their mailboxes, each event once and all of them or none,
-- and announces that the mailboxes hold something.
--
-- KEYS  1 ready stream, 2 open set; then for each conversation: head, mailbox, index entry of the child, and
--       for each of its events the claims it may stand under, today's first
-- ARGV  1 seconds to remember a claim, 2 a msgpack list with, for each conversation,
--       {conversation, sealed entries, claims of an event, head of a new conversation or '', the signal
--       that says that it is opened}
-- Returns a list: for each conversation a list of 'accepted' or 'duplicate' for each event; or, when nothing
-- was taken because one of them is not as it was thought to be, a list with for each conversation '',
-- 'gone' (no such conversation any more) or the id of the conversation the child already has.
local groups = cmsgpack.unpack(ARGV[2])

local function is_known(first, claims)
  for claim = first, first + claims - 1 do
    if redis.call('EXISTS', KEYS[claim]) == 1 then
      return true
    end
  end
  return false
end

-- What is new of each conversation, and whether all are as they were thought to be.
local key, fit, obstacles = 3, true, {}
for number, group in ipairs(groups) do
  local claims = group[3]
  group.at, group.fresh, group.new = key, {}, 0
  for event = 1, #group[2] do
    group.fresh[event] = not is_known(key + 3 + (event - 1) * claims, claims)
    group.new = group.new + (group.fresh[event] and 1 or 0)
  end
  key = key + 3 + #group[2] * claims
  obstacles[number] = ''
  if group.new > 0 then
    local state = redis.call('HGET', KEYS[group.at], 'state')
    if group[4] ~= '' then
      obstacles[number] = redis.call('GET', KEYS[group.at + 2]) or ''
    elseif not state or state == 'closed' then
      obstacles[number] = 'gone'
    end
    fit = fit and obstacles[number] == ''
  end
end
if not fit then
  return obstacles
end

local receipts = {}
for number, group in ipairs(groups) do
  local id, claims, head = group[1], group[3], KEYS[group.at]
  if group.new > 0 and group[4] ~= '' then
    redis.call('SET', KEYS[group.at + 2], id)
    for name, value in pairs(cmsgpack.unpack(group[4])) do
      redis.call('HSET', head, name, value)
    end
    redis.call('SADD', KEYS[2], id)
    redis.call('PUBLISH', 'helpline:signals', group[5])
  end
  receipts[number] = {}
  for event, entry in ipairs(group[2]) do
    receipts[number][event] = group.fresh[event] and 'accepted' or 'duplicate'
    local claim = KEYS[group.at + 3 + (event - 1) * claims]
    -- The same event may stand twice in one call.
    if group.fresh[event] and redis.call('SET', claim, '1', 'NX', 'EX', ARGV[1]) then
      redis.call('RPUSH', KEYS[group.at + 1], entry)
    else
      receipts[number][event] = 'duplicate'
    end
  end
  if group.new > 0 and redis.call('HSETNX', head, 'ready', '1') == 1 then
    redis.call('XADD', KEYS[1], '*', 'conversation', id)
  end
end
return receipts
