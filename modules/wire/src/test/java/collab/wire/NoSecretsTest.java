package collab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No event of any version has a field for a secret, such as the password hash of a user. An event contains only the fields of
 * its proto, so the test checks their names.
 */
@Tag("security")
final class NoSecretsTest {
    private static final Pattern SECRET = Pattern.compile(
            "password|passwd|secret|token|ticket|hash|salt|credential|cookie|bearer|email|phone|mfa|totp");

    @Test
    void eventsHaveNoFieldForSecrets() {
        Set<String> found = new TreeSet<>();
        Set<Descriptor> seen = new HashSet<>();
        for (int version : EventShapes.ALL.versions()) {
            look(EventShapes.ALL.shape(version).newEvent().getDescriptorForType(), seen, found);
        }
        assertEquals(Set.of(), found);
    }

    private static void look(Descriptor message, Set<Descriptor> seen, Set<String> found) {
        if (!seen.add(message)) return;
        for (FieldDescriptor field : message.getFields()) {
            if (SECRET.matcher(field.getName()).find()) found.add(field.getFullName());
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) look(field.getMessageType(), seen, found);
        }
    }
}
