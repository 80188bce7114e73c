import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Completes the bill of materials of the image: java Sbom.java BOM MODULES-FOLDER RESULT [MODULE=GROUP:ARTIFACT:VERSION:LICENSE…].
 *
 * <p>BOM lists the dependencies that Maven knows. The result lists exactly the jars that become modules of the image, each with the name
 * of its module; the libraries that were unpacked into one of them (the last arguments); and the Java runtime. It has no time of its own,
 * so that the same image has the same bill. Ends with an error when a jar of the image is not in BOM.
 */
void main(String[] args) throws Exception {
    var json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    var bom = (ObjectNode) json.readTree(Path.of(args[0]).toFile());
    Map<String, String> modules = modulesByFile(Path.of(args[1]));
    List<Embedded> embedded = Arrays.stream(args).skip(3).map(Embedded::parse).toList();

    ((ObjectNode) bom.get("metadata")).remove("timestamp");
    var known = (ArrayNode) bom.get("components");
    var shipped = json.createArrayNode();
    var group = bom.at("/metadata/component/group");
    var refs = new TreeSet<String>(List.of(bom.at("/metadata/component/bom-ref").textValue()));
    for (var component : known) {
        String module = modules.remove(file(component.get("name").textValue(), component.get("version").textValue()));
        if (module == null) continue;
        var entry = (ObjectNode) component;
        if (entry.get("group").equals(group)) entry.remove("hashes"); // ours: built anew each time
        entry.withArray("properties").addObject().put("name", "collab:module").put("value", module);
        embedded.stream().filter(it -> it.module().equals(module)).forEach(it -> entry.withArray("components").add(it.describe(json)));
        refs.add(entry.get("bom-ref").textValue());
        shipped.add(entry);
    }
    if (!modules.isEmpty()) throw new IllegalStateException("jars of the image that the bill of materials lacks: " + modules.keySet());
    shipped.add(runtime(json));
    bom.set("components", shipped);
    bom.set("dependencies", dependencies(json, (ArrayNode) bom.get("dependencies"), refs));
    Files.createDirectories(Path.of(args[2]).getParent());
    json.writeValue(Path.of(args[2]).toFile(), bom);
}

String file(String artifact, String version) {
    return artifact + "-" + version + ".jar";
}

Map<String, String> modulesByFile(Path folder) {
    var modules = new HashMap<String, String>();
    for (ModuleReference module : ModuleFinder.of(folder).findAll()) {
        modules.put(Path.of(module.location().orElseThrow()).getFileName().toString(), module.descriptor().name());
    }
    return modules;
}

/** A library whose classes or data lie in a jar of ours; the group of a package from npm is {@code npm}. */
record Embedded(String module, String group, String artifact, String version, String license) {
    static Embedded parse(String argument) {
        String[] parts = argument.split("[=:]");
        return new Embedded(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    ObjectNode describe(ObjectMapper json) {
        String purl = group.equals("npm")
                ? "pkg:npm/" + artifact + "@" + version
                : "pkg:maven/" + group + "/" + artifact + "@" + version + "?type=jar";
        var component = json.createObjectNode()
                .put("type", "library")
                .put("bom-ref", purl)
                .put("group", group)
                .put("name", artifact)
                .put("version", version);
        component.withArray("licenses").addObject().putObject("license").put("id", license);
        return component.put("purl", purl);
    }
}

ObjectNode runtime(ObjectMapper json) {
    return json.createObjectNode()
            .put("type", "platform")
            .put("bom-ref", "java-runtime")
            .put("publisher", System.getProperty("java.vendor"))
            .put("name", System.getProperty("java.runtime.name"))
            .put("version", System.getProperty("java.runtime.version"));
}

/** Without what is not shipped, so that every reference has a component. */
ArrayNode dependencies(ObjectMapper json, ArrayNode known, TreeSet<String> refs) {
    var kept = json.createArrayNode();
    for (var dependency : known) {
        if (!refs.contains(dependency.get("ref").textValue())) continue;
        var entry = kept.addObject().put("ref", dependency.get("ref").textValue());
        var on = entry.putArray("dependsOn");
        for (var ref : dependency.withArray("dependsOn")) {
            if (refs.contains(ref.textValue())) on.add(ref);
        }
    }
    return kept;
}
