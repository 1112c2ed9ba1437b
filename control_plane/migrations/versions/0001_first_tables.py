"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WORD = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_count", BIG, nullable=False),
        sa.Column("locked_until_ms", BIG, nullable=True),
        sa.Column("created_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "addressee",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addressee")),
    )
    op.create_table(
        "audit",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_previous_hash")),
    )
    op.create_index(op.f("ix_audit_at_ms"), "audit", ["at_ms"], unique=False)
    op.create_index(op.f("ix_audit_object"), "audit", ["object"], unique=False)
    op.create_table(
        "boot_clock",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("offset_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("terminal", "boot", name=op.f("pk_boot_clock")),
    )
    op.create_table(
        "broker_watch",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_ms", BIG, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_broker_watch")),
    )
    op.create_table(
        "certificate",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("not_before_ms", BIG, nullable=False),
        sa.Column("not_after_ms", BIG, nullable=False),
        sa.Column("revoked_ms", BIG, nullable=True),
        sa.Column("pem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_certificate")),
    )
    op.create_index(op.f("ix_certificate_terminal"), "certificate", ["terminal"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_change_at_ms"), "change", ["at_ms"], unique=False)
    op.create_table(
        "check_state",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("since_ms", BIG, nullable=False),
        sa.Column("looked_ms", BIG, nullable=False),
        sa.Column("deviating", BIG, nullable=False),
        sa.Column("run_ordinal", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.PrimaryKeyConstraint("terminal", "check_name", name=op.f("pk_check_state")),
    )
    op.create_index(op.f("ix_check_state_verdict"), "check_state", ["verdict"], unique=False)
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "desired",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("revision", BIG, nullable=False),
        sa.Column("issued_ms", BIG, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("state_ms", BIG, nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("ignored", JSON, nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_desired")),
    )
    op.create_table(
        "desired_flip",
        sa.Column("id", BIG, nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("from_state", WORD, nullable=True),
        sa.Column("to_state", WORD, nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desired_flip")),
    )
    op.create_index(op.f("ix_desired_flip_terminal"), "desired_flip", ["terminal"], unique=False)
    op.create_table(
        "enrolment_try",
        sa.Column("id", BIG, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_try")),
    )
    op.create_index(op.f("ix_enrolment_try_address"), "enrolment_try", ["address"], unique=False)
    op.create_index(op.f("ix_enrolment_try_at_ms"), "enrolment_try", ["at_ms"], unique=False)
    op.create_table(
        "flip",
        sa.Column("id", BIG, nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("from_verdict", sa.Text(), nullable=False),
        sa.Column("to_verdict", sa.Text(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("event_ms", BIG, nullable=False),
        sa.Column("event_clock", sa.Text(), nullable=False),
        sa.Column("received_ms", BIG, nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flip")),
        sa.UniqueConstraint("terminal", "run", "seq", "check_name", name=op.f("uq_flip_terminal_run_seq_check_name")),
    )
    op.create_index(op.f("ix_flip_terminal_event_ms"), "flip", ["terminal", "event_ms"], unique=False)
    op.create_table(
        "inventory",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("devices", JSON, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("run_ordinal", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_inventory")),
    )
    op.create_table(
        "layer",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("revision", BIG, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_layer")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("qos", BIG, nullable=False),
        sa.Column("retained", sa.Boolean(), nullable=False),
        sa.Column("expires_ms", BIG, nullable=True),
        sa.Column("created_ms", BIG, nullable=False),
        sa.Column("sent_ms", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("sent_ms IS NULL"),
        postgresql_where=sa.text("sent_ms IS NULL"),
    )
    op.create_table(
        "presence",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("since_ms", BIG, nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("deadline_ms", BIG, nullable=True),
        sa.Column("seen_ms", BIG, nullable=False),
        sa.Column("link_class", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_deadline_ms"), "presence", ["deadline_ms"], unique=False)
    op.create_table(
        "presence_flip",
        sa.Column("id", BIG, nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("from_state", WORD, nullable=False),
        sa.Column("to_state", WORD, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_flip")),
    )
    op.create_index(op.f("ix_presence_flip_at_ms"), "presence_flip", ["at_ms"], unique=False)
    op.create_index(op.f("ix_presence_flip_terminal"), "presence_flip", ["terminal"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("excerpt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_at_ms"), "quarantine", ["at_ms"], unique=False)
    op.create_table(
        "readiness_flip",
        sa.Column("id", BIG, nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("from_readiness", sa.Text(), nullable=False),
        sa.Column("to_readiness", sa.Text(), nullable=False),
        sa.Column("because", JSON, nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_flip")),
    )
    op.create_index(op.f("ix_readiness_flip_at_ms"), "readiness_flip", ["at_ms"], unique=False)
    op.create_index(op.f("ix_readiness_flip_terminal_at_ms"), "readiness_flip", ["terminal", "at_ms"], unique=False)
    op.create_table(
        "region",
        sa.Column("kato", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("column", BIG, nullable=False),
        sa.Column("row", BIG, nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kato", name=op.f("pk_region")),
    )
    op.create_table(
        "report",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("received_ms", BIG, nullable=False),
        sa.Column("event_ms", BIG, nullable=False),
        sa.Column("event_clock", sa.Text(), nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("uptime_ms", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.PrimaryKeyConstraint("terminal", "run", "seq", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_received_ms"), "report", ["received_ms"], unique=False)
    op.create_index(op.f("ix_report_terminal_event_ms"), "report", ["terminal", "event_ms"], unique=False)
    op.create_table(
        "reported",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_reported")),
    )
    op.create_table(
        "retained_document",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("changed_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_retained_document")),
    )
    op.create_index(op.f("ix_retained_document_changed_ms"), "retained_document", ["changed_ms"], unique=False)
    op.create_table(
        "revision",
        sa.Column("number", BIG, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_revision")),
    )
    op.create_table(
        "run",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("ordinal", BIG, nullable=False),
        sa.Column("upto", BIG, nullable=False),
        sa.Column("ranges", JSON, nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", "run", name=op.f("pk_run")),
    )
    op.create_table(
        "schedule_sent",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_schedule_sent")),
    )
    op.create_table(
        "terminal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("life_cycle", WORD, nullable=False),
        sa.Column("agent_version", sa.Text(), nullable=False),
        sa.Column("created_ms", BIG, nullable=False),
        sa.Column("retired_ms", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal")),
    )
    op.create_table(
        "terminal_state",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("readiness", sa.Text(), nullable=False),
        sa.Column("readiness_since_ms", BIG, nullable=False),
        sa.Column("because", JSON, nullable=False),
        sa.Column("next_due_ms", BIG, nullable=True),
        sa.Column("last_report_ms", BIG, nullable=True),
        sa.Column("last_event_ms", BIG, nullable=True),
        sa.Column("run_ordinal", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("config_hash", sa.Text(), nullable=False),
        sa.Column("agent_version", sa.Text(), nullable=False),
        sa.Column("next_s", BIG, nullable=True),
        sa.Column("looked", JSON, nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_terminal_state")),
    )
    op.create_index(op.f("ix_terminal_state_next_due_ms"), "terminal_state", ["next_due_ms"], unique=False)
    op.create_index(op.f("ix_terminal_state_readiness"), "terminal_state", ["readiness"], unique=False)
    op.create_table(
        "account_role",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("scope_kind", WORD, nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_role_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_role")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "scope_kind",
            "scope_key",
            name=op.f("uq_account_role_account_id_role_scope_kind_scope_key"),
        ),
    )
    op.create_table(
        "api_token",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("expires_ms", BIG, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "district",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_district_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
    )
    op.create_index(op.f("ix_district_office_id"), "district", ["office_id"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_ms", BIG, nullable=False),
        sa.Column("expires_ms", BIG, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_session_account_id_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_account_id"), "login_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_login_session_expires_ms"), "login_session", ["expires_ms"], unique=False)
    op.create_table(
        "branch",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("postal_index", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Text(), nullable=False),
        sa.Column("region_kato", sa.Text(), nullable=False),
        sa.Column("former_names", JSON, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("link_class", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("utc_offset_min", BIG, nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_branch_district_id_district")),
        sa.ForeignKeyConstraint(["region_kato"], ["region.kato"], name=op.f("fk_branch_region_kato_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
    )
    op.create_index(op.f("ix_branch_district_id"), "branch", ["district_id"], unique=False)
    op.create_index(op.f("ix_branch_postal_index"), "branch", ["postal_index"], unique=False)
    op.create_index(op.f("ix_branch_provider"), "branch", ["provider"], unique=False)
    op.create_index(op.f("ix_branch_region_kato"), "branch", ["region_kato"], unique=False)
    op.create_table(
        "hours_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("from_day", sa.Text(), nullable=False),
        sa.Column("until_day", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opens_min", BIG, nullable=True),
        sa.Column("closes_min", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_hours_change_branch_id_branch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_change")),
    )
    op.create_index(op.f("ix_hours_change_branch_id"), "hours_change", ["branch_id"], unique=False)
    op.create_index(op.f("ix_hours_change_from_day"), "hours_change", ["from_day"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("branch_id", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_seat_branch_id_branch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("branch_id", "number", name=op.f("uq_seat_branch_id_number")),
    )
    op.create_table(
        "weekly_hours",
        sa.Column("branch_id", sa.Text(), nullable=False),
        sa.Column("weekday", BIG, nullable=False),
        sa.Column("opens_min", BIG, nullable=False),
        sa.Column("closes_min", BIG, nullable=False),
        sa.Column("lunch_from_min", BIG, nullable=True),
        sa.Column("lunch_until_min", BIG, nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_weekly_hours_branch_id_branch")),
        sa.PrimaryKeyConstraint("branch_id", "weekday", name=op.f("pk_weekly_hours")),
    )
    op.create_table(
        "connection_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Text(), nullable=False),
        sa.Column("expires_ms", BIG, nullable=False),
        sa.Column("used_ms", BIG, nullable=True),
        sa.Column("created_ms", BIG, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_connection_code_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_connection_code_code_hash")),
    )
    op.create_table(
        "placement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("terminal_id", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Text(), nullable=False),
        sa.Column("from_ms", BIG, nullable=False),
        sa.Column("until_ms", BIG, nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_placement_seat_id_seat")),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminal.id"], name=op.f("fk_placement_terminal_id_terminal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_seat_id"), "placement", ["seat_id"], unique=False)
    op.create_index(op.f("ix_placement_terminal_id"), "placement", ["terminal_id"], unique=False)
    op.create_index(
        "uq_placement_open_seat",
        "placement",
        ["seat_id"],
        unique=True,
        sqlite_where=sa.text("until_ms IS NULL"),
        postgresql_where=sa.text("until_ms IS NULL"),
    )
    op.create_index(
        "uq_placement_open_terminal",
        "placement",
        ["terminal_id"],
        unique=True,
        sqlite_where=sa.text("until_ms IS NULL"),
        postgresql_where=sa.text("until_ms IS NULL"),
    )
    op.create_table(
        "reception",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Text(), nullable=False),
        sa.Column("addressee_id", sa.Text(), nullable=True),
        sa.Column("starts_ms", BIG, nullable=False),
        sa.Column("ends_ms", BIG, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("created_ms", BIG, nullable=False),
        sa.ForeignKeyConstraint(["addressee_id"], ["addressee.id"], name=op.f("fk_reception_addressee_id_addressee")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_reception_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception")),
    )
    op.create_index(op.f("ix_reception_seat_id_starts_ms"), "reception", ["seat_id", "starts_ms"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reception_seat_id_starts_ms"), table_name="reception")
    op.drop_table("reception")
    op.drop_index(
        "uq_placement_open_terminal",
        table_name="placement",
        sqlite_where=sa.text("until_ms IS NULL"),
        postgresql_where=sa.text("until_ms IS NULL"),
    )
    op.drop_index(
        "uq_placement_open_seat",
        table_name="placement",
        sqlite_where=sa.text("until_ms IS NULL"),
        postgresql_where=sa.text("until_ms IS NULL"),
    )
    op.drop_index(op.f("ix_placement_terminal_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_seat_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_table("connection_code")
    op.drop_table("weekly_hours")
    op.drop_table("seat")
    op.drop_index(op.f("ix_hours_change_from_day"), table_name="hours_change")
    op.drop_index(op.f("ix_hours_change_branch_id"), table_name="hours_change")
    op.drop_table("hours_change")
    op.drop_index(op.f("ix_branch_region_kato"), table_name="branch")
    op.drop_index(op.f("ix_branch_provider"), table_name="branch")
    op.drop_index(op.f("ix_branch_postal_index"), table_name="branch")
    op.drop_index(op.f("ix_branch_district_id"), table_name="branch")
    op.drop_table("branch")
    op.drop_index(op.f("ix_login_session_expires_ms"), table_name="login_session")
    op.drop_index(op.f("ix_login_session_account_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_index(op.f("ix_district_office_id"), table_name="district")
    op.drop_table("district")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("account_role")
    op.drop_index(op.f("ix_terminal_state_readiness"), table_name="terminal_state")
    op.drop_index(op.f("ix_terminal_state_next_due_ms"), table_name="terminal_state")
    op.drop_table("terminal_state")
    op.drop_table("terminal")
    op.drop_table("schedule_sent")
    op.drop_table("run")
    op.drop_table("revision")
    op.drop_index(op.f("ix_retained_document_changed_ms"), table_name="retained_document")
    op.drop_table("retained_document")
    op.drop_table("reported")
    op.drop_index(op.f("ix_report_terminal_event_ms"), table_name="report")
    op.drop_index(op.f("ix_report_received_ms"), table_name="report")
    op.drop_table("report")
    op.drop_table("region")
    op.drop_index(op.f("ix_readiness_flip_terminal_at_ms"), table_name="readiness_flip")
    op.drop_index(op.f("ix_readiness_flip_at_ms"), table_name="readiness_flip")
    op.drop_table("readiness_flip")
    op.drop_index(op.f("ix_quarantine_at_ms"), table_name="quarantine")
    op.drop_table("quarantine")
    op.drop_index(op.f("ix_presence_flip_terminal"), table_name="presence_flip")
    op.drop_index(op.f("ix_presence_flip_at_ms"), table_name="presence_flip")
    op.drop_table("presence_flip")
    op.drop_index(op.f("ix_presence_deadline_ms"), table_name="presence")
    op.drop_table("presence")
    op.drop_index(
        "ix_outbox_unsent",
        table_name="outbox",
        sqlite_where=sa.text("sent_ms IS NULL"),
        postgresql_where=sa.text("sent_ms IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("office")
    op.drop_table("lease")
    op.drop_table("layer")
    op.drop_table("inventory")
    op.drop_index(op.f("ix_flip_terminal_event_ms"), table_name="flip")
    op.drop_table("flip")
    op.drop_index(op.f("ix_enrolment_try_at_ms"), table_name="enrolment_try")
    op.drop_index(op.f("ix_enrolment_try_address"), table_name="enrolment_try")
    op.drop_table("enrolment_try")
    op.drop_index(op.f("ix_desired_flip_terminal"), table_name="desired_flip")
    op.drop_table("desired_flip")
    op.drop_table("desired")
    op.drop_table("counter")
    op.drop_index(op.f("ix_check_state_verdict"), table_name="check_state")
    op.drop_table("check_state")
    op.drop_index(op.f("ix_change_at_ms"), table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("ix_certificate_terminal"), table_name="certificate")
    op.drop_table("certificate")
    op.drop_table("broker_watch")
    op.drop_table("boot_clock")
    op.drop_index(op.f("ix_audit_object"), table_name="audit")
    op.drop_index(op.f("ix_audit_at_ms"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("addressee")
    op.drop_table("account")
