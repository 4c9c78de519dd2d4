-- Roots of the log's perfect subtrees of 256, 65,536 ... leaves, so that a proof reads a few hundred hashes and not the
-- whole log (C2SP tiles: level 0 is core_leaf). Added by the sealer alone, and only ever added.
create table core_node (level smallint not null check (level > 0), n bigint not null, hash bytea not null, primary key (level, n));
grant select, insert on core_node to watchfloor_sealer;
grant select on core_node to watchfloor_app, watchfloor_auditor;
