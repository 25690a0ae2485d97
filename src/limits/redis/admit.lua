-- Counts one request of a partner, or says which limit it has exhausted and then changes nothing.
-- KEYS: the requests in progress (a sorted set), the bucket of the assertion, the other buckets.
-- ARGV: the most at a time (0: no limit), the name of this request, its longest life in microseconds;
--       then for the assertion and each other bucket its period and the time of one request in microseconds
--       (0 as the assertion's period: there is no such bucket).
-- A bucket is one number, as in the generic cell rate algorithm: when it is full again.
-- Times are those of this server, so that nodes whose clocks differ count alike. A clock that was set back, or that of
-- a replica that took over, makes a bucket empty at most, and never emptier.
-- Returns the number of the exhausted key (0: none), the microseconds to wait, and 1 if the assertion had been used.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local at_once = tonumber(ARGV[1])
local counts_again = tonumber(ARGV[4]) > 0
local again = 0
if counts_again and redis.call('EXISTS', KEYS[2]) == 1 then again = 1 end

local counted = {}
if again == 0 then
  for place = 3, #KEYS do counted[#counted + 1] = place end
end
if counts_again then counted[#counted + 1] = 2 end

-- Removed here only where it decides: a full Redis goes on with a script that has changed something.
if at_once > 0 and redis.call('ZCARD', KEYS[1]) >= at_once then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
  if redis.call('ZCARD', KEYS[1]) >= at_once then return {1, 0, again} end
end

local after = {}
for _, place in ipairs(counted) do
  local period, each = tonumber(ARGV[2 * place]), tonumber(ARGV[2 * place + 1])
  local full = tonumber(redis.call('GET', KEYS[place]) or now)
  full = math.min(math.max(full, now), now + period) + each
  local wait = full - now - period
  if wait > 0 then return {place, math.ceil(wait), again} end
  after[place] = full
end

for place, full in pairs(after) do
  redis.call('SET', KEYS[place], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
end
if at_once > 0 then
  local life = tonumber(ARGV[3])
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + life), ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(life / 1000))
end
return {0, 0, again}
