-- Store one step and give the claim back. Only the claim's holder may.
-- KEYS: session, phone, bell.  ARGV: claim [, fingerprint, window ms, now ms, ended, state, reply, language, session ttl s, phone ttl s, bells unheard at most, lanes...].
local session, phone, bell = KEYS[1], KEYS[2], KEYS[3]
if redis.call('HGET', session, 'c') ~= ARGV[1] then return 0 end
redis.call('HDEL', session, 'c', 'x')
if #ARGV == 1 then
  if redis.call('HEXISTS', session, 's') == 0 then redis.call('DEL', session) end
  return 1
end

local fingerprint = ARGV[2]
if ARGV[3] ~= '0' then
  local last = redis.call('HGET', session, 'f')
  if last and last ~= fingerprint then redis.call('HDEL', session, 'r:' .. last) end
end
redis.call('HSET', session, 's', ARGV[6], 'f', fingerprint, 'a', ARGV[4], 'e', ARGV[5], 'r:' .. fingerprint, ARGV[7])
redis.call('EXPIRE', session, ARGV[9])
redis.call('HSET', phone, 'session', session)
if ARGV[8] ~= '' then redis.call('HSET', phone, 'language', ARGV[8]) end
redis.call('EXPIRE', phone, ARGV[10])
for i = 12, #ARGV do redis.call('RPUSH', bell, ARGV[i]) end
if #ARGV > 11 then redis.call('LTRIM', bell, -ARGV[11], -1) end
return 1
