-- Makes one change to one conversation, whole, if nothing has changed since it was read.
--
-- KEYS  1 head, 2 mailbox, 3 transcript, 4 outbox, 5 marks, 6 page, 7 finds, 8 index entry of the child,
--       9 ready stream, 10 sending stream, 11 due, 12 waiting, 13 held, 14 offered, 15 open, 16 desk stream,
--       17 counters of the month, 18 what happened today
-- ARGV  1 conversation, 2 the change as a msgpack map (handoff/change.py says what it may hold)
-- Returns {'ok' | 'stale' | 'already' | 'mail', entries left in the mailbox}.
--   stale    the version is another one: read again
--   already  a line with this id was taken before
--   mail     it was to close, but the child has written meanwhile
local id, change = ARGV[1], cmsgpack.unpack(ARGV[2])
local done = change.done or 0

if redis.call('HGET', KEYS[1], 'version') ~= change.version then
  return {'stale', 0}
end
if change.once and redis.call('HEXISTS', KEYS[5], change.once) == 1 then
  return {'already', 0}
end
if change.unless_mail and redis.call('LLEN', KEYS[2]) > done then
  return {'mail', 0}
end

local function each(list, act)
  for _, item in ipairs(list or {}) do
    act(item)
  end
end

for name, value in pairs(change.head or {}) do
  if value == '' then
    redis.call('HDEL', KEYS[1], name)
  else
    redis.call('HSET', KEYS[1], name, value)
  end
end
redis.call('HINCRBY', KEYS[1], 'version', 1)

each(change.lines, function(line) redis.call('RPUSH', KEYS[3], line) end)
each(change.replace, function(line) redis.call('LSET', KEYS[3], line[1], line[2]) end)
each(change.marks, function(mark) redis.call('HSET', KEYS[5], mark[1], mark[2]) end)
each(change.page, function(event) redis.call('XADD', KEYS[6], '*', 'event', event) end)
each(change.finds, function(find)
  if find[2] == '' then
    redis.call('HDEL', KEYS[7], find[1])
  else
    redis.call('HSET', KEYS[7], find[1], find[2])
  end
end)
each(change.send, function(line) redis.call('RPUSH', KEYS[4], line) end)
-- A new leave to answer sets in motion also what has been waiting for one.
local to_send = (change.send and #change.send > 0)
  or (change.head and change.head.reply and redis.call('LLEN', KEYS[4]) > 0)
if to_send and redis.call('HSETNX', KEYS[1], 'sending', '1') == 1 then
  redis.call('XADD', KEYS[10], '*', 'conversation', id)
end
each(change.due, function(due)
  local member = id .. '|' .. due[1]
  if due[2] == 0 then
    redis.call('ZREM', KEYS[11], member)
  else
    redis.call('ZADD', KEYS[11], due[2], member)
    if redis.call('ZRANK', KEYS[11], member) == 0 then
      redis.call('PUBLISH', 'helpline:signals', 'due|')
    end
  end
end)
if change.place == 0 then
  redis.call('ZREM', KEYS[12], id)
elseif change.place then
  redis.call('ZADD', KEYS[12], change.place, id)
end
local function belongs(key, staff)
  if staff == '' then
    redis.call('HDEL', key, id)
  elseif staff then
    redis.call('HSET', key, id, staff)
  end
end
belongs(KEYS[13], change.held)
belongs(KEYS[14], change.offered)
each(change.counts, function(counter) redis.call('HINCRBY', KEYS[17], counter, 1) end)
if change.happened then
  redis.call('HINCRBY', KEYS[18], change.happened, 1)
  redis.call('EXPIRE', KEYS[18], 172800)
end
for _ = 1, done do
  redis.call('LPOP', KEYS[2])
end

local left = redis.call('LLEN', KEYS[2])
if change.close then
  redis.call('DEL', KEYS[2], KEYS[3], KEYS[7], KEYS[8])
  redis.call('SREM', KEYS[15], id)
  if redis.call('LLEN', KEYS[4]) == 0 then
    redis.call('DEL', KEYS[1], KEYS[4], KEYS[5], KEYS[6])
  end
  left = 0
  redis.call('XADD', KEYS[9], '*', 'conversation', id)
end
if left == 0 then
  redis.call('HDEL', KEYS[1], 'ready')
  if change.entry then
    redis.call('XACK', KEYS[9], 'routers', change.entry)
    redis.call('XDEL', KEYS[9], change.entry)
  end
end
each(change.events, function(kind)
  redis.call('XADD', KEYS[16], 'MAXLEN', '~', '20000', '*', 'kind', kind, 'conversation', id)
end)
if change.events and #change.events > 0 then
  redis.call('PUBLISH', 'helpline:signals', 'desk|')
end
if change.queue_moved then
  redis.call('PUBLISH', 'helpline:signals', 'queue|')
end
if change.freed then
  redis.call('PUBLISH', 'helpline:signals', 'free|')
end
redis.call('PUBLISH', 'helpline:signals', 'page|' .. id)
return {'ok', left}
