"""What happens inside Redis, each script in one atomic step. They make the decisions of `app.queue.policy`.

Keys of one queue, all under its prefix (ARGV[1]):

- `task`      hash, key of a task: JSON [id, owner, priority, message, created, attempts, losses, error]
- `wait:O`    sorted set, owner O's tasks that could run now; the score puts higher priority first, then first come
- `later`     sorted set, tasks that back off, by the second (since 1970) at which that ends
- `held`      hash, tasks in work: JSON [lease, worker, again]
- `dead`      sorted set, by id
- `owner:O`   hash: w weight, c cap, p paused, v virtual time, n working, d delayed, x dead, t where it stands in `turn`
- `owners`    set of names
- `loads`     sorted set of the loads (work in progress by weight) at which somebody is ready to be served
- `turn:L`    sorted set of owners that are ready at load L, by virtual time; equal ones stand by name
- `clock`     the virtual clock; `id` the last id
"""

from __future__ import annotations

_COMMON = """
local P = ARGV[1]
local call = redis.call
local function text(number) return string.format('%.17g', number) end
local function score(id, priority) return text(id - priority * 8796093022208) end

local function place(name)
  local at = P .. 'owner:' .. name
  local o = call('HMGET', at, 'w', 'c', 'p', 'v', 'n', 't')
  local working, old, new, load = tonumber(o[5]) or 0, o[6] or '', '', nil
  if call('ZCARD', P .. 'wait:' .. name) > 0 and o[3] ~= '1' and (not o[2] or o[2] == '' or working < tonumber(o[2])) then
    load = text(working / (tonumber(o[1]) or 1))
    new = load
  end
  if old ~= '' and old ~= new then
    call('ZREM', P .. 'turn:' .. old, name)
    if call('EXISTS', P .. 'turn:' .. old) == 0 then call('ZREM', P .. 'loads', old) end
  end
  if new ~= '' then
    call('ZADD', P .. 'turn:' .. new, o[4] or '0', name)
    if new ~= old then call('ZADD', P .. 'loads', load, new) end
  end
  if new ~= old then call('HSET', at, 't', new) end
end

local function count(name, field, by) call('HINCRBY', P .. 'owner:' .. name, field, by) end

local function wait(key, task)
  call('ZADD', P .. 'wait:' .. task[2], score(task[1], task[3]), key)
end

local function fresh(key, task)
  task[6], task[7], task[8] = 0, 0, ''
  call('HSET', P .. 'task', key, cjson.encode(task))
  wait(key, task)
end

local function held(key, lease)
  local found = call('HGET', P .. 'held', key)
  if not found then return nil end
  local h = cjson.decode(found)
  if h[1] ~= lease then return nil end
  return h
end

local function task_of(key)
  local found = call('HGET', P .. 'task', key)
  if not found then return nil end
  return cjson.decode(found)
end

local function finish(key, lease)
  local h = held(key, lease)
  if not h then return 0 end
  call('HDEL', P .. 'held', key)
  local task = task_of(key)
  if not task then return 0 end
  count(task[2], 'n', -1)
  if h[3] then fresh(key, task) else call('HDEL', P .. 'task', key) end
  place(task[2])
  return 1
end

local function promote(keys)
  for _, key in ipairs(keys) do
    call('ZREM', P .. 'later', key)
    local task = task_of(key)
    if task then
      count(task[2], 'd', -1)
      wait(key, task)
      place(task[2])
    end
  end
  return #keys
end
"""

# ARGV: prefix, channel, queue, now (ISO), then of each task: key, owner, priority, message, '1' to revive.
ADD = (
    _COMMON
    + """
local news = false
-- A task that stands nowhere, because a script broke off for want of memory, waits again.
local function mend(key, task)
  if call('ZSCORE', P .. 'wait:' .. task[2], key) or call('ZSCORE', P .. 'later', key) then return false end
  if call('HEXISTS', P .. 'held', key) == 1 or call('ZSCORE', P .. 'dead', key) then return false end
  call('SADD', P .. 'owners', task[2])
  wait(key, task)
  place(task[2])
  return true
end

for i = 5, #ARGV, 5 do
  local key, name, priority, message, revive = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3], ARGV[i + 4] == '1'
  local task = task_of(key)
  if not task then
    local id = call('INCR', P .. 'id')
    call('HSET', P .. 'task', key, cjson.encode({id, name, priority, message, ARGV[4], 0, 0, ''}))
    call('ZADD', P .. 'wait:' .. name, score(id, priority), key)
    call('SADD', P .. 'owners', name)
    if (call('HGET', P .. 'owner:' .. name, 't') or '') == '' then place(name) end
    news = true
  elseif revive then
    local h = call('HGET', P .. 'held', key)
    if h then
      h = cjson.decode(h)
      call('HSET', P .. 'held', key, cjson.encode({h[1], h[2], true}))
    elseif call('ZREM', P .. 'dead', key) == 1 then
      count(task[2], 'x', -1)
      fresh(key, task)
      place(task[2])
      news = true
    else
      news = mend(key, task) or news
    end
  else
    news = mend(key, task) or news
  end
end
if news then call('PUBLISH', ARGV[2], ARGV[3]) end
return 1
"""
)

# ARGV: prefix, now, now and the longest back-off (seconds), lease, worker, key and lease of what was finished ('' none).
CLAIM = (
    _COMMON
    + """
if ARGV[6] ~= '' then finish(ARGV[6], ARGV[7]) end
promote(call('ZRANGEBYSCORE', P .. 'later', '-inf', ARGV[2], 'LIMIT', 0, 100))
local looked = false
while true do
  local loads = call('ZRANGE', P .. 'loads', 0, 0)
  if #loads == 0 then
    if looked then return false end
    looked = true
    if promote(call('ZRANGEBYSCORE', P .. 'later', '(' .. ARGV[3], '+inf', 'LIMIT', 0, 100)) == 0 then return false end
  else
    local first = call('ZRANGE', P .. 'turn:' .. loads[1], 0, 0, 'WITHSCORES')
    local name, popped = first[1], {}
    if name then popped = call('ZPOPMIN', P .. 'wait:' .. name) end
    local key = popped[1]
    local raw = key and call('HGET', P .. 'task', key)
    if raw then
      local at = P .. 'owner:' .. name
      local weight, clock = tonumber(call('HGET', at, 'w') or '1'), tonumber(call('GET', P .. 'clock') or '0')
      local start = math.max(tonumber(first[2]), clock)
      call('HSET', at, 'v', text(start + 1 / weight))
      count(name, 'n', 1)
      if start > clock then call('SET', P .. 'clock', text(start)) end
      call('HSET', P .. 'held', key, cjson.encode({ARGV[4], ARGV[5], false}))
      place(name)
      local task = cjson.decode(raw)
      return {task[1], task[4], name, key, task[7]}
    end
    if name then place(name) else call('ZREM', P .. 'loads', loads[1]) end
  end
end
"""
)

# ARGV: prefix, key, lease.
BEGIN = (
    _COMMON
    + """
local task = held(ARGV[2], ARGV[3]) and task_of(ARGV[2])
if not task then return 0 end
task[7] = task[7] + 1
call('HSET', P .. 'task', ARGV[2], cjson.encode(task))
return 1
"""
)

# ARGV: prefix, key, lease.
DONE = _COMMON + "return finish(ARGV[2], ARGV[3])"

# ARGV: prefix, channel, queue, key, lease, error, now (seconds), most failures, then the back-off after each failure (seconds).
FAIL = (
    _COMMON
    + """
local key = ARGV[4]
local h = held(key, ARGV[5])
if not h then return 0 end
call('HDEL', P .. 'held', key)
local task = task_of(key)
if not task then return 0 end
local failures, most = task[6] + 1, tonumber(ARGV[8])
local delay = ARGV[8 + failures]
if failures >= most then
  delay = nil
  if h[3] then failures, delay = 0, ARGV[#ARGV] end
end
task[6], task[8] = failures, ARGV[6]
call('HSET', P .. 'task', key, cjson.encode(task))
count(task[2], 'n', -1)
if delay then
  call('ZADD', P .. 'later', text(tonumber(ARGV[7]) + tonumber(delay)), key)
  count(task[2], 'd', 1)
else
  call('ZADD', P .. 'dead', task[1], key)
  count(task[2], 'x', 1)
end
place(task[2])
call('PUBLISH', ARGV[2], ARGV[3])
return 1
"""
)

# ARGV: prefix, channel, queue, most losses, losses from which a task is suspected, error of the dead, then of each lost task:
# key, lease.
LOSE = (
    _COMMON
    + """
local given = 0
for i = 7, #ARGV, 2 do
  local key = ARGV[i]
  local h = held(key, ARGV[i + 1])
  local task = h and task_of(key)
  if h then call('HDEL', P .. 'held', key) end
  if task then
    given = given + 1
    local losses = task[7]
    if losses < tonumber(ARGV[5]) then losses = losses + 1 end
    local is_dead = losses >= tonumber(ARGV[4])
    if is_dead and h[3] then losses, is_dead = 0, false end
    task[7] = losses
    if is_dead then task[8] = ARGV[6] end
    call('HSET', P .. 'task', key, cjson.encode(task))
    count(task[2], 'n', -1)
    if is_dead then
      call('ZADD', P .. 'dead', task[1], key)
      count(task[2], 'x', 1)
    else
      wait(key, task)
    end
    place(task[2])
  end
end
if given > 0 then call('PUBLISH', ARGV[2], ARGV[3]) end
return given
"""
)

# ARGV: prefix, channel, queue, then ids.
REQUEUE = (
    _COMMON
    + """
local found = 0
for i = 4, #ARGV do
  local key = call('ZRANGEBYSCORE', P .. 'dead', ARGV[i], ARGV[i])[1]
  local task = key and task_of(key)
  if key then call('ZREM', P .. 'dead', key) end
  if task then
    found = found + 1
    count(task[2], 'x', -1)
    fresh(key, task)
    place(task[2])
  end
end
if found > 0 then call('PUBLISH', ARGV[2], ARGV[3]) end
return found
"""
)

# ARGV: prefix, channel, queue, then of each owner: name, weight, cap ('' none), paused ('1').
SETTINGS = (
    _COMMON
    + """
for i = 4, #ARGV, 4 do
  local name = ARGV[i]
  call('SADD', P .. 'owners', name)
  call('HSET', P .. 'owner:' .. name, 'w', ARGV[i + 1], 'c', ARGV[i + 2], 'p', ARGV[i + 3])
  place(name)
end
call('PUBLISH', ARGV[2], ARGV[3])
return 1
"""
)

# ARGV: prefix. Of each owner: name, waiting, delayed, working, dead, weight, cap, paused, virtual time.
OWNERS = (
    _COMMON
    + """
local all = {}
for _, name in ipairs(call('SMEMBERS', P .. 'owners')) do
  local o = call('HMGET', P .. 'owner:' .. name, 'd', 'n', 'x', 'w', 'c', 'p', 'v')
  all[#all + 1] = {name, call('ZCARD', P .. 'wait:' .. name), o[1] or '0', o[2] or '0', o[3] or '0', o[4] or '1', o[5] or '',
    o[6] or '0', o[7] or '0'}
end
return all
"""
)

# ARGV: prefix. Makes the owners' counts what the tasks say.
RECOUNT = (
    _COMMON
    + """
for _, load in ipairs(call('ZRANGE', P .. 'loads', 0, -1)) do
  for _, name in ipairs(call('ZRANGE', P .. 'turn:' .. load, 0, -1)) do call('SADD', P .. 'owners', name) end
end
local names = call('SMEMBERS', P .. 'owners')
call('DEL', P .. 'loads')
for _, name in ipairs(names) do
  call('DEL', P .. 'turn:' .. (call('HGET', P .. 'owner:' .. name, 't') or ''))
  call('HSET', P .. 'owner:' .. name, 'n', 0, 'd', 0, 'x', 0, 't', '')
end
local function each(keys, field)
  for _, key in ipairs(keys) do
    local task = task_of(key)
    if task then count(task[2], field, 1) end
  end
end
each(call('HKEYS', P .. 'held'), 'n')
each(call('ZRANGE', P .. 'later', 0, -1), 'd')
each(call('ZRANGE', P .. 'dead', 0, -1), 'x')
for _, name in ipairs(names) do place(name) end
return #names
"""
)
