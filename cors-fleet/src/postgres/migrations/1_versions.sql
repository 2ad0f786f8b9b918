CREATE TABLE cors_fleet.version (
    sequence bigint PRIMARY KEY,
    name text NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    version bigint NOT NULL,
    predecessor bigint,
    draft json NOT NULL CHECK (octet_length(draft::text) <= 1048576),
    hash text NOT NULL CHECK (hash = encode(sha256(convert_to(draft::text, 'UTF8')), 'hex')),
    author text NOT NULL CHECK (char_length(author) BETWEEN 1 AND 200 AND author !~ '[[:cntrl:]]'),
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 2000 AND reason !~ '[[:cntrl:]]'),
    restores bigint,
    database_user text NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT one_successor UNIQUE (name, version),
    CONSTRAINT known_predecessor FOREIGN KEY (name, predecessor) REFERENCES cors_fleet.version (name, version),
    CONSTRAINT known_restored FOREIGN KEY (name, restores) REFERENCES cors_fleet.version (name, version),
    CONSTRAINT follows_predecessor CHECK (version = coalesce(predecessor, 0) + 1)
);

CREATE FUNCTION cors_fleet.number_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- One publisher at a time until the end of its transaction, so sequence numbers become visible in their order and
    -- without gaps. 0x636f7273 is `cors`.
    PERFORM pg_advisory_xact_lock(x'636f7273'::int, 1);
    NEW.sequence := (SELECT coalesce(max(sequence), 0) + 1 FROM cors_fleet.version);
    NEW.published_at := clock_timestamp();
    NEW.database_user := session_user;
    RETURN NEW;
END
$$;
CREATE TRIGGER number_version BEFORE INSERT ON cors_fleet.version
    FOR EACH ROW EXECUTE FUNCTION cors_fleet.number_version();

CREATE FUNCTION cors_fleet.announce() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('cors_fleet', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_version AFTER INSERT ON cors_fleet.version
    FOR EACH STATEMENT EXECUTE FUNCTION cors_fleet.announce();

CREATE FUNCTION cors_fleet.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'rows are only ever added: % on % is refused', TG_OP, TG_TABLE_NAME
        USING HINT = 'add a new row, as the command line does', ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER keep_versions BEFORE UPDATE OR DELETE OR TRUNCATE ON cors_fleet.version
    FOR EACH STATEMENT EXECUTE FUNCTION cors_fleet.refuse_change();
-- In replication mode, too, which switches ordinary triggers off.
ALTER TABLE cors_fleet.version ENABLE ALWAYS TRIGGER keep_versions;
