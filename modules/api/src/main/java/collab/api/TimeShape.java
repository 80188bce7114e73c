package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** RFC 3339 in UTC with exactly three digits of a second: one spelling for one moment, so that strings compare. */
record TimeShape() implements Shape<Instant> {
    private static final DateTimeFormatter SPELLING =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public Instant parse(JsonNode json, Pointer at) {
        if (!json.isTextual()) throw InvalidParams.of(at, expectation(), json);
        try {
            Instant moment = Instant.parse(json.textValue());
            if (SPELLING.format(moment).equals(json.textValue())) return moment;
        } catch (DateTimeException unreadable) {
            // answered below like any other spelling that is not ours
        }
        throw InvalidParams.of(at, expectation(), "\"" + Json.printable(json.textValue()) + "\"");
    }

    @Override
    public void write(Instant moment, JsonGenerator out) throws IOException {
        out.writeString(SPELLING.format(moment));
    }

    @Override
    public String expectation() {
        return "a time like 2026-11-23T05:38:00.123Z";
    }
}
