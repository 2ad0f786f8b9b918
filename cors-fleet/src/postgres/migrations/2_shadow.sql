CREATE TABLE cors_fleet.candidate (
    sequence bigint PRIMARY KEY,
    name text NOT NULL,
    beside bigint NOT NULL,
    draft json NOT NULL CHECK (octet_length(draft::text) <= 1048576),
    hash text NOT NULL CHECK (hash = encode(sha256(convert_to(draft::text, 'UTF8')), 'hex')),
    author text NOT NULL CHECK (char_length(author) BETWEEN 1 AND 200 AND author !~ '[[:cntrl:]]'),
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 2000 AND reason !~ '[[:cntrl:]]'),
    database_user text NOT NULL,
    proposed_at timestamptz NOT NULL,
    CONSTRAINT known_version FOREIGN KEY (name, beside) REFERENCES cors_fleet.version (name, version)
);
CREATE INDEX candidates_of_policy ON cors_fleet.candidate (name, sequence);

CREATE FUNCTION cors_fleet.number_candidate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- The lock of publishers, so the version beside which it runs stays the current one until it is visible.
    PERFORM pg_advisory_xact_lock(x'636f7273'::int, 1);
    IF NEW.beside IS DISTINCT FROM (SELECT max(version) FROM cors_fleet.version WHERE name = NEW.name) THEN
        RAISE EXCEPTION 'version % of % is not the current one', NEW.beside, NEW.name
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    NEW.sequence := (SELECT coalesce(max(sequence), 0) + 1 FROM cors_fleet.candidate);
    NEW.proposed_at := clock_timestamp();
    NEW.database_user := session_user;
    RETURN NEW;
END
$$;
CREATE TRIGGER number_candidate BEFORE INSERT ON cors_fleet.candidate
    FOR EACH ROW EXECUTE FUNCTION cors_fleet.number_candidate();
CREATE TRIGGER announce_candidate AFTER INSERT ON cors_fleet.candidate
    FOR EACH STATEMENT EXECUTE FUNCTION cors_fleet.announce();

-- The newest candidate of each policy. It runs until another version is published. One that says the same as the version beside
-- it withdraws those before it.
CREATE VIEW cors_fleet.newest_candidate AS
    SELECT candidate.*,
        NOT EXISTS (SELECT FROM cors_fleet.version later
            WHERE later.name = candidate.name AND later.version > candidate.beside)
        AND hash <> (SELECT hash FROM cors_fleet.version live
            WHERE live.name = candidate.name AND live.version = candidate.beside) AS runs
    FROM cors_fleet.candidate
    WHERE NOT EXISTS (SELECT FROM cors_fleet.candidate newer
        WHERE newer.name = candidate.name AND newer.sequence > candidate.sequence);

-- What a replica has counted until then, since it started to run the candidate. Its newest row counts.
CREATE TABLE cors_fleet.shadow_run (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate bigint NOT NULL REFERENCES cors_fleet.candidate (sequence),
    replica text NOT NULL CHECK (replica ~ '^[0-9a-f]{16}$'),
    requests bigint NOT NULL CHECK (requests > 0),
    differences bigint NOT NULL CHECK (differences BETWEEN 0 AND requests),
    samples json NOT NULL CHECK (octet_length(samples::text) <= 65536),
    started_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    application_name text NOT NULL,
    database_user text NOT NULL
);
CREATE INDEX runs_of_candidate ON cors_fleet.shadow_run (candidate, replica, sequence);

CREATE FUNCTION cors_fleet.describe_run() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    -- No run is older than its candidate, whatever a replica says.
    NEW.started_at := greatest(least(NEW.started_at, NEW.recorded_at),
        (SELECT proposed_at FROM cors_fleet.candidate WHERE sequence = NEW.candidate));
    NEW.application_name := current_setting('application_name');
    NEW.database_user := session_user;
    RETURN NEW;
END
$$;
CREATE TRIGGER describe_run BEFORE INSERT ON cors_fleet.shadow_run
    FOR EACH ROW EXECUTE FUNCTION cors_fleet.describe_run();

CREATE TRIGGER keep_candidates BEFORE UPDATE OR DELETE OR TRUNCATE ON cors_fleet.candidate
    FOR EACH STATEMENT EXECUTE FUNCTION cors_fleet.refuse_change();
CREATE TRIGGER keep_runs BEFORE UPDATE OR DELETE OR TRUNCATE ON cors_fleet.shadow_run
    FOR EACH STATEMENT EXECUTE FUNCTION cors_fleet.refuse_change();
-- In replication mode, too, which switches ordinary triggers off.
ALTER TABLE cors_fleet.candidate ENABLE ALWAYS TRIGGER keep_candidates;
ALTER TABLE cors_fleet.shadow_run ENABLE ALWAYS TRIGGER keep_runs;
