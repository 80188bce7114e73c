package collab.persistence.sqlite.audit;

import collab.domain.audit.AuditRecord;
import collab.domain.id.UserId;
import collab.persistence.AuditEntry;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Writes each record of the audit log to the logger {@code collab.audit} as well, so that operators can send it elsewhere. */
public final class AuditLines {
    private static final System.Logger LOG = System.getLogger("collab.audit");

    private AuditLines() {}

    /** After the commit. */
    public static void log(AuditEntry entry) {
        LOG.log(Level.INFO, "{0}", line(entry));
    }

    public static String line(AuditEntry entry) {
        AuditRecord record = entry.record();
        StringBuilder line = new StringBuilder("audit ").append(entry.id()).append(": ");
        line.append(word(record.actor().kind()));
        record.actor()
                .userId()
                .map(UserId::value)
                .ifPresent(user -> line.append(' ').append(user));
        record.actor()
                .sessionId()
                .ifPresent(session ->
                        line.append(entry.token() ? " token " : " session ").append(session));
        record.address().ifPresent(address -> line.append(" from ").append(address));
        line.append(' ').append(word(record.action()));
        record.target()
                .ifPresent(target ->
                        line.append(' ').append(word(target.kind())).append(' ').append(target.id()));
        record.workspaceId().ifPresent(workspace -> line.append(" workspace ").append(workspace));
        if (record.count() > 1) line.append(" count ").append(record.count());
        if (!record.detail().isEmpty()) line.append(' ').append(record.detail());
        return line.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
