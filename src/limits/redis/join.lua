-- Says that a node is there, and returns how many have said so within its lifetime.
-- KEYS: the nodes (a sorted set). ARGV: the name of the node, the lifetime in microseconds.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local life = tonumber(ARGV[2])
redis.call('ZADD', KEYS[1], string.format('%.0f', now + life), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(life / 1000))
return redis.call('ZCARD', KEYS[1])
