package collab.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** An RFC 3339 time in UTC with exactly three decimals. Each time has one spelling, so that strings can be compared. */
record TimeShape() implements Shape<Instant> {
    private static final DateTimeFormatter SPELLING =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public Instant parse(JsonNode json, Pointer at) {
        if (!json.isTextual()) throw InvalidParams.of(at, expectation(), json);
        try {
            Instant moment = Instant.parse(json.textValue());
            if (SPELLING.format(moment).equals(json.textValue())) return moment;
        } catch (DateTimeException unparsable) {
            // rejected below, like a valid time in another spelling
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
