-- Ask to run one step. Runs twice harmlessly: a claim already ours is taken again.
-- KEYS: session, phone, pace.  ARGV: fingerprint, binding, now ms, claim, claim ttl ms, window ms, steps a second (0: uncounted), session ttl s.
-- Session hash: b binding, s state, c claim, x claim's end, f fingerprint, a last reply's time, e ended, r:<fingerprint> replies.
local session, phone, pace = KEYS[1], KEYS[2], KEYS[3]
local fingerprint, binding, now, claim = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local window = tonumber(ARGV[6])

if ARGV[7] ~= '0' then
  local steps = redis.call('INCR', pace)
  if steps == 1 then redis.call('PEXPIRE', pace, 1000) end
  if steps > tonumber(ARGV[7]) then return {'L'} end
end

local h = redis.call('HMGET', session, 'b', 's', 'c', 'x', 'f', 'a', 'e', 'r:' .. fingerprint)
if h[1] and h[1] ~= binding then return {'X'} end

if h[8] then
  -- Without numbered steps only the last reply can be repeated, shortly after it or when the session is over.
  if window == 0 then return {'R', h[8]} end
  if h[5] == fingerprint and (h[7] == '1' or now - tonumber(h[6]) <= window) then return {'R', h[8]} end
end

if h[3] and h[3] ~= claim and tonumber(h[4]) > now then return {'B'} end
redis.call('HSET', session, 'b', binding, 'c', claim, 'x', now + tonumber(ARGV[5]))
redis.call('EXPIRE', session, ARGV[8])
if h[2] then return {'K', h[2]} end

local known = redis.call('HMGET', phone, 'language', 'session')
local previous = ''
if known[2] and known[2] ~= session then previous = redis.call('HGET', known[2], 's') or '' end
return {'F', known[1] or '', known[2] or '', previous}
