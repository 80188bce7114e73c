package collab.e2e.contract;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** What a data file consists of: tables with their columns, indexes, and the schema version. */
final class StoreSurface {
    private StoreSurface() {}

    static void addTo(Surface surface, Path database) throws SQLException {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        try (Connection connection = readOnly.createConnection("jdbc:sqlite:" + database)) {
            surface.add("schema version", query(connection, "SELECT user_version FROM pragma_user_version"));
            surface.add("tables", query(connection, """
                    SELECT t.name || ' ' || t.type
                           || iif(t.wr, ' WITHOUT ROWID', '') || iif(t.strict, ' STRICT', '')
                      FROM pragma_table_list t
                     WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'
                    """));
            surface.add("columns", query(connection, """
                    SELECT t.name || '.' || c.name || ' ' || c.type
                           || iif(c."notnull", ' NOT NULL', '')
                           || iif(c.dflt_value IS NULL, '', ' DEFAULT ' || c.dflt_value)
                           || iif(c.pk > 0, ' PRIMARY KEY ' || c.pk, '')
                      FROM pragma_table_list t, pragma_table_xinfo(t.name) c
                     WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'
                    """));
            surface.add("indexes", query(connection, """
                    SELECT s.type || ' ' || s.name || ' ON ' || s.tbl_name
                           || ' (' || coalesce((SELECT group_concat(coalesce(i.name, '(expression)'), ', ')
                                                  FROM pragma_index_info(s.name) i), '') || ')'
                      FROM sqlite_schema s
                     WHERE s.type <> 'table' AND s.name NOT LIKE 'sqlite%'
                    """));
        }
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) lines.add(rows.getString(1));
        }
        return lines;
    }
}
