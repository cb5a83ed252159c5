"""The refusals that are about rights and accounts (migrations/0013i_roles.sql), as sentences by their code."""

from __future__ import annotations

from ...toolbelt.i18n import tr


def sentences() -> dict[str, str]:
    """The sentence for each code."""
    return {
        "KMZB-460": tr(
            "The roles of KMZB are missing on this server, and your log-in may not make them. Let the server's"
            " administrator run the script administrator.sql of the plugin in this database first."
        ),
        "KMZB-461": tr("Only an administrator of the store changes accounts."),
        "KMZB-462": tr("An account has one or more of the roles officer, analyst, publisher, intake and admin."),
        "KMZB-463": tr("An officer's account needs a unit of the police that the store has; import the units first."),
        "KMZB-464": tr(
            "This is no name for a log-in. Take letters, figures, '.', '_', '-', '@'; not 'pg_' or 'kmzb_' in front."
        ),
        "KMZB-465": tr(
            "This log-in may do more on the server than the store's rules allow. Use another one for daily work."
        ),
        "KMZB-466": tr("There is an account of this log-in already; change that one."),
        "KMZB-467": tr("This server lets only its own administrator make log-ins and give roles."),
        "KMZB-468": tr("There is no account of this log-in that could be changed or ended."),
        "KMZB-469": tr("Only a log-in of the intake brings in reports as the service tells them."),
        "KMZB-470": tr(
            "A report goes to another unit only where it lies in that unit's area. Correct its place first,"
            " or ask the coordinator of the unit above."
        ),
    }
