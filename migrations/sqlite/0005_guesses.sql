-- Sign-ins that were tried in vain, as long as they count against the next.

CREATE TABLE sign_in_guess (
    number  INTEGER PRIMARY KEY,
    whom    BLOB NOT NULL,            -- HMAC of who was meant: no name stands here
    address TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_guess_whom ON sign_in_guess (whom, address, at);
CREATE INDEX sign_in_guess_address ON sign_in_guess (address, at);
CREATE INDEX sign_in_guess_at ON sign_in_guess (at);

-- Where a member of staff has signed in before.
CREATE INDEX session_staff ON session (staff_id, address) WHERE staff_id IS NOT NULL;

-- When somebody last tried a code that had been used: whoever reads it over a shoulder comes too late, and is noticed.
ALTER TABLE access_code ADD COLUMN tried_again_at INTEGER;
