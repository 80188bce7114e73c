package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code hero-collab audit export}: the whole log in pages, by conditions, for those who may read it. */
class AuditExportIT extends CliBase {
    private static List<JsonNode> records(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(TestJson::parse).toList();
    }

    @Test
    void exportHasEveryRecordOfItsConditionsInOrder() throws IOException {
        RpcCaller alice = pair.signIn("alice");
        for (int i = 0; i < 205; i++) alice.call("group.create", "name", "exported-" + i);
        succeeds("login", "alice");
        Path file = home.resolve("audit.jsonl");
        succeeds("audit", "export", "--action", "group_created", file.toString());
        List<JsonNode> records = records(file);
        assertTrue(records.size() >= 205, "more than one page of 200: " + records.size());
        List<Long> ids =
                records.stream().map(record -> record.get("id").longValue()).toList();
        assertEquals(ids.stream().sorted(Comparator.reverseOrder()).distinct().toList(), ids);

        TestProcess everything = succeeds("audit", "export", "-");
        assertTrue(everything.stdout().size() > records.size());
        assertTrue(everything.stdout().getFirst().contains("\"audit_read\""), everything::report);
    }

    @Test
    void exportNeedsTheRight() {
        succeeds("login", "bob");
        fails(NOT_ALLOWED, "audit", "export", "-");
    }
}
