import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code java BillOfMaterials.java MAVEN-SBOM DIST KEY=VALUE...}: prints the CycloneDX bill of materials of the tree DIST: the libraries
 * that the Maven plugin found, each with the hash of the very file that is shipped, and what Maven does not know of: the client and
 * what is linked into it, jffi's native part, the Java run-time image and what that contains. A file that belongs to nothing is an
 * error, and so is a library without a file.
 *
 * <p>The same tree gives the same bytes: the serial number is a digest of the rest, the time that of the commit.
 *
 * <p>Keys: {@code epoch} (seconds), {@code build}, {@code gcc} (version), {@code libc}, {@code libc-version} and {@code libc-purl} (may be
 * empty), {@code jdk} (its directory). scripts/bill-of-materials.sh finds them out.
 */
class BillOfMaterials {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of external references: what leads to a project, and not to a server that files were once uploaded to. */
    private static final List<String> KEPT_REFERENCES = List.of("website", "vcs", "issue-tracker");

    /** Where a POM names several licences, of which one may be chosen. */
    private static final Map<String, String> CHOICES =
            Map.of("jnr-posix", "EPL-2.0 OR GPL-2.0-only OR LGPL-2.1-only", "jffi", "Apache-2.0 OR LGPL-3.0-only");

    /** Licences of what the run-time image contains, by the name of the file in which the JDK tells of it. */
    private static final Map<String, String> IMAGE_LICENSES =
            Map.of(
                    "zlib", "Zlib",
                    "gcc", "GPL-3.0-or-later WITH GCC-exception-3.1",
                    "icu", "Unicode-3.0",
                    "cldr", "Unicode-3.0",
                    "unicode", "Unicode-3.0",
                    "public_suffix", "MPL-2.0",
                    "xerces", "Apache-2.0",
                    "xalan", "Apache-2.0",
                    "bcel", "Apache-2.0");

    private final Path dist;
    private final Map<String, String> facts = new TreeMap<>();

    /** Files of the tree that no component has yet, by path below it. */
    private final TreeMap<String, Path> unclaimed = new TreeMap<>();

    private BillOfMaterials(Path dist, String[] args) throws IOException {
        this.dist = dist;
        for (int i = 2; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            facts.put(pair[0], pair[1]);
        }
        for (String part : List.of("bin", "lib")) {
            try (Stream<Path> paths = Files.walk(dist.resolve(part))) {
                paths.filter(path -> Files.isRegularFile(path) && !Files.isSymbolicLink(path))
                        .forEach(path -> unclaimed.put(dist.relativize(path).toString(), path));
            }
        }
        // Made on the target; texts of licences
        unclaimed.keySet().removeIf(path -> path.endsWith(".aot") || path.contains("/jvm/legal/"));
    }

    public static void main(String[] args) throws Exception {
        var bill = new BillOfMaterials(Path.of(args[1]), args);
        System.out.print(bill.of((ObjectNode) JSON.readTree(Path.of(args[0]))));
    }

    private String fact(String key) {
        String value = facts.get(key);
        if (value == null) {
            throw new IllegalArgumentException("BillOfMaterials: no " + key + "=");
        }
        return value;
    }

    String of(ObjectNode maven) throws Exception {
        ObjectNode metadata = (ObjectNode) maven.get("metadata");
        ObjectNode engine = (ObjectNode) metadata.get("component");
        ArrayNode libraries = (ArrayNode) maven.get("components");
        libraries.insert(0, engine);
        for (JsonNode library : libraries) {
            library((ObjectNode) library);
        }
        libraries.add(client());
        libraries.add(jffi());
        libraries.add(image());
        for (String path : List.copyOf(unclaimed.keySet())) {
            if (path.matches("lib/carafe/(train\\.sh|build-id|[a-z]+\\.args)")) {
                libraries.add(claim(component("file", path, fact("build")), path));
            }
        }
        if (!unclaimed.isEmpty()) {
            throw new IllegalStateException("BillOfMaterials: nothing says where these come from: " + unclaimed.keySet());
        }

        ObjectNode product = licensed(component("application", "carafe", fact("build")), "Apache-2.0");
        product.put("bom-ref", "carafe");
        product.put("description", "An OCI low-level container runtime");
        metadata.set("component", product);
        metadata.put("timestamp", Instant.ofEpochSecond(Long.parseLong(fact("epoch"))).toString());
        metadata.remove("properties");
        dependencies((ArrayNode) maven.get("dependencies"), engine, libraries);
        maven.remove("serialNumber");
        String rest = JSON.writeValueAsString(maven);
        maven.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(rest.getBytes("UTF-8")));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(maven) + "\n";
    }

    /** A library of Maven's: its file in the tree, which is not always the one that Maven knows. */
    private void library(ObjectNode library) throws Exception {
        String name = library.get("name").asString();
        String classifier = library.get("purl").asString().contains("classifier=native") ? "-native" : "";
        String versioned = "lib/carafe/" + name + "-" + library.get("version").asString() + classifier + ".jar";
        String path = name.equals("carafe-runtime") ? "lib/carafe/carafe-runtime.jar" : versioned;
        String published = "";
        ArrayNode publishedHashes = JSON.createArrayNode();
        if (library.get("hashes") instanceof ArrayNode hashes) {
            for (JsonNode hash : hashes) {
                if (hash.get("alg").asString().equals("SHA-256")) {
                    published = hash.get("content").asString();
                    publishedHashes.add(hash);
                }
            }
        }
        if (library.get("externalReferences") instanceof ArrayNode references) {
            references.removeIf(reference -> !KEPT_REFERENCES.contains(reference.get("type").asString()));
        }
        String choice = CHOICES.get(name);
        if (choice != null) {
            licensed(library, choice);
        }
        claim(library, path);
        // Ours are made here, and never were anything else
        boolean ours = library.get("group").asString().equals("dev.carafe");
        if (!ours && !published.isEmpty() && !published.equals(digest(dist.resolve(path)))) {
            ObjectNode ancestor = component("library", name, library.get("version").asString());
            ancestor.set("purl", library.get("purl"));
            ancestor.set("hashes", publishedHashes);
            ObjectNode pedigree = library.putObject("pedigree");
            pedigree.putArray("ancestors").add(ancestor);
            pedigree.put("notes", "Classes older than Java 6 have the class file version of Java 8, for the AOT cache; no code was changed.");
        }
    }

    /** The static client and init, and whose code is in it besides ours. */
    private ObjectNode client() throws Exception {
        ObjectNode client = licensed(component("application", "carafe-client", fact("build")), "Apache-2.0");
        client.put("description", "The client and init of containers, linked statically");
        claim(client, "bin/carafe");
        ObjectNode libc = licensed(component("library", fact("libc"), fact("libc-version")), fact("libc").equals("musl") ? "MIT" : "LGPL-2.1-or-later");
        if (!fact("libc-purl").isEmpty()) {
            libc.put("purl", fact("libc-purl"));
        }
        ObjectNode gcc = licensed(component("library", "gcc", fact("gcc")), "GPL-3.0-or-later WITH GCC-exception-3.1");
        gcc.put("description", "Start files that the compiler links in");
        client.putArray("components").add(libc).add(gcc);
        return client;
    }

    /** jffi's native library, which its jar has as well, for many platforms. */
    private ObjectNode jffi() throws Exception {
        String path = unclaimed.keySet().stream().filter(p -> p.startsWith("lib/carafe/native/")).findFirst().orElseThrow();
        String jar;
        try (Stream<Path> jars = Files.list(dist.resolve("lib/carafe"))) {
            jar = jars.map(p -> p.getFileName().toString()).filter(n -> n.matches("jffi-.*-native\\.jar")).findFirst().orElseThrow();
        }
        String version = jar.replaceAll("jffi-(.*)-native\\.jar", "$1");
        ObjectNode jffi = licensed(component("library", "libjffi", version), CHOICES.get("jffi"));
        claim(jffi, path);
        jffi.putObject("pedigree").put("notes", "Taken from " + jar + ", without its symbol table.");
        ObjectNode libffi = licensed(component("library", "libffi", libffiVersion(dist.resolve(path))), "MIT");
        jffi.putArray("components").add(libffi);
        return jffi;
    }

    private static String libffiVersion(Path libjffi) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment function = SymbolLookup.libraryLookup(libjffi.toRealPath(), arena).find("ffi_get_version").orElseThrow();
            var call = Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.of(ValueLayout.ADDRESS));
            try {
                return ((MemorySegment) call.invokeExact()).reinterpret(64).getString(0);
            } catch (Throwable e) {
                throw new IllegalStateException("BillOfMaterials: ffi_get_version of " + libjffi, e);
            }
        }
    }

    /** The Java run-time image: its files, its modules, and the projects that its legal notices name. */
    private ObjectNode image() throws Exception {
        var release = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(fact("jdk"), "release"))) {
            release.load(reader);
        }
        var linked = new Properties();
        try (var reader = Files.newBufferedReader(dist.resolve("lib/carafe/jvm/release"))) {
            linked.load(reader);
        }
        String version = unquoted(release, "JAVA_RUNTIME_VERSION");
        ObjectNode image = licensed(component("platform", "openjdk", version), "GPL-2.0-only WITH Classpath-exception-2.0");
        image.put("bom-ref", "openjdk");
        image.put("publisher", unquoted(release, "IMPLEMENTOR"));
        image.put("description", "A run-time image made by jlink; modules: " + unquoted(linked, "MODULES"));
        image.put("cpe", "cpe:2.3:a:oracle:openjdk:" + unquoted(release, "JAVA_VERSION") + ":*:*:*:*:*:*:*");
        property(image, "carafe:implementor-version", unquoted(release, "IMPLEMENTOR_VERSION"));
        property(image, "carafe:source", unquoted(release, "SOURCE"));
        ArrayNode parts = image.putArray("components");
        for (String path : List.copyOf(unclaimed.keySet())) {
            if (path.startsWith("lib/carafe/jvm/")) {
                parts.add(claim(component("file", path, version), path));
            }
        }
        try (Stream<Path> notices = Files.walk(dist.resolve("lib/carafe/jvm/legal"))) {
            List<Path> sorted =
                    notices.filter(path -> path.toString().endsWith(".md") && !Files.isSymbolicLink(path)).sorted().toList();
            for (Path notice : sorted) {
                parts.add(notice(notice));
            }
        }
        return image;
    }

    private static final Pattern NOTICE = Pattern.compile("## (.*?)(?:,? (?:[Vv]ersion |v ?)?(\\d[\\w.-]*))?");

    private static ObjectNode notice(Path notice) throws IOException {
        String head = Files.readString(notice).lines().filter(line -> line.startsWith("## ")).findFirst().orElseThrow();
        Matcher parts = NOTICE.matcher(head.strip());
        if (!parts.matches()) {
            throw new IllegalStateException("BillOfMaterials: " + notice + " begins with " + head);
        }
        ObjectNode part = component("library", parts.group(1), parts.group(2));
        String name = notice.getFileName().toString().replace(".md", "");
        String license = IMAGE_LICENSES.get(name);
        if (license != null) {
            licensed(part, license);
        }
        property(part, "carafe:licence-text", "lib/carafe/jvm/legal/" + notice.getParent().getFileName() + "/" + name + ".md");
        return part;
    }

    private static String unquoted(Properties release, String key) {
        return release.getProperty(key, "unknown").replace("\"", "");
    }

    /** The product consists of the engine, the client and the image; the engine needs what Maven says, and jffi its native part. */
    private static void dependencies(ArrayNode maven, ObjectNode engine, ArrayNode components) {
        var roots = new ArrayList<String>(List.of(engine.get("bom-ref").asString()));
        for (JsonNode component : components) {
            String reference = component.get("bom-ref").asString();
            if (!reference.startsWith("pkg:maven/")) {
                roots.add(reference);
                maven.addObject().put("ref", reference);
            }
        }
        ObjectNode product = maven.insertObject(0).put("ref", "carafe");
        ArrayNode on = product.putArray("dependsOn");
        roots.forEach(on::add);
    }

    private static ObjectNode component(String type, String name, String version) {
        ObjectNode component = JSON.createObjectNode().put("type", type).put("name", name);
        if (version != null) {
            component.put("version", version);
        }
        return component;
    }

    private static ObjectNode licensed(ObjectNode component, String license) {
        ArrayNode licenses = component.putArray("licenses");
        if (license.contains(" ")) {
            licenses.addObject().put("expression", license);
        } else {
            licenses.addObject().putObject("license").put("id", license);
        }
        return component;
    }

    private static void property(ObjectNode component, String name, String value) {
        ArrayNode properties = component.get("properties") instanceof ArrayNode there ? there : component.putArray("properties");
        properties.addObject().put("name", name).put("value", value);
    }

    /** Says that a file is this component. */
    private ObjectNode claim(ObjectNode component, String path) throws Exception {
        Path file = unclaimed.remove(path);
        if (file == null) {
            throw new IllegalStateException("BillOfMaterials: no " + path + " in " + dist + " for " + component.get("name").asString());
        }
        if (!component.has("bom-ref")) {
            component.put("bom-ref", path);
        }
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", digest(file));
        property(component, "carafe:path", path);
        return component;
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
