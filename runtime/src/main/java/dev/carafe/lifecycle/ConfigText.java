package dev.carafe.lifecycle;

import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A config.json as it was written, which tells the lines of its properties. Two of them are equal
 * when their names and all of their bytes are.
 */
final class ConfigText {
    /** A configuration that is used again warns of the same properties again. */
    private static final int MAX_LINES_KNOWN = 16;

    /** The name of a bundle's configuration, which {@code --config} may change. */
    static final String CONFIG = "config.json";

    private final String name;
    private final byte[] json;
    private final Map<String, Integer> lines = new ConcurrentHashMap<>();
    private volatile @Nullable String digest;

    /** A text that nobody changes afterwards. */
    ConfigText(byte[] json) {
        this(CONFIG, json);
    }

    /**
     * Another document that is read as config.json is.
     *
     * @param name what messages call it
     */
    ConfigText(String name, byte[] json) {
        this.name = name;
        this.json = json;
    }

    /**
     * Reads the configuration of a bundle.
     *
     * @param name config.json, or an absolute path
     * @throws RequestException when it is no regular file, or larger than any that engines write
     */
    static ConfigText read(Path bundle, String name) throws IOException {
        Path file = bundle.resolve(name);
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            // Opening a FIFO would wait for a writer, and nothing ends that wait.
            throw new RequestException("%s: not a regular file".formatted(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(ConfigReader.MAX_BYTES + 1);
            if (bytes.length > ConfigReader.MAX_BYTES) {
                throw new RequestException(
                        "%s: larger than %d bytes".formatted(file, ConfigReader.MAX_BYTES));
            }
            return new ConfigText(name, bytes);
        }
    }

    /** How messages begin that are about a property; empty for no property. */
    String place(String pointer) {
        return at(pointer, "").prefix();
    }

    /**
     * Where a property is; nowhere for no property.
     *
     * @param bundle the directory that it was read from, this time
     */
    ErrorPlace at(String pointer, Path bundle) {
        return at(pointer, file(bundle).toString());
    }

    /** As the other one, for a document that is called by its path. */
    ErrorPlace at(String pointer) {
        return at(pointer, name);
    }

    private ErrorPlace at(String pointer, String file) {
        return pointer.isEmpty()
                ? ErrorPlace.NONE
                : new ErrorPlace(name, file, pointer, line(pointer));
    }

    private int line(String pointer) {
        Integer known = lines.get(pointer);
        if (known != null) {
            return known;
        }
        try {
            int line = ConfigReader.lineOf(json, pointer);
            if (lines.size() < MAX_LINES_KNOWN) {
                lines.put(pointer, line);
            }
            return line;
        } catch (SpecException e) {
            throw new IllegalStateException("it was JSON when it was read", e);
        }
    }

    /**
     * As the other one, for a container that was made from a config.json earlier: without the line
     * where the file is gone or another by now.
     *
     * @param name config.json, or an absolute path
     * @param digest of the one it was made from
     */
    static ErrorPlace at(Path bundle, String name, String digest, String pointer) {
        return unchanged(bundle, name, digest)
                .map(text -> text.at(pointer, bundle))
                .orElse(new ErrorPlace("", pointer, 0));
    }

    /** The file, in the bundle that it was read from, this time. */
    Path file(Path bundle) {
        return bundle.resolve(name);
    }

    private static Optional<ConfigText> unchanged(Path bundle, String name, String digest) {
        try {
            return Optional.of(read(bundle, name)).filter(text -> text.digest().equals(digest));
        } catch (IOException | RequestException e) {
            return Optional.empty();
        }
    }

    /** A problem as one line of text; one of the document as a whole has no line. */
    String describe(Problem problem) {
        return problem.line() > 0 || problem.pointer().isEmpty()
                ? name + " " + problem
                : place(problem.pointer()) + problem.message();
    }

    /** How a message about a problem begins. */
    String prefix(Problem problem) {
        String line = problem.line() > 0 ? "line " + problem.line() + ": " : "";
        String pointer = problem.pointer().isEmpty() ? "" : problem.pointer() + ": ";
        return name + " " + line + pointer;
    }

    /** The same problems with their lines; one of the document as a whole has none. */
    List<Problem> located(List<Problem> problems) {
        try {
            return ConfigReader.located(json, problems);
        } catch (SpecException e) {
            throw new IllegalStateException("it was JSON when it was read", e);
        }
    }

    /** What it has and the specification has not; without lines. */
    List<Problem> unknownProperties() {
        try {
            return ConfigReader.unknownProperties(json);
        } catch (SpecException e) {
            throw new IllegalStateException("it was JSON when it was read", e);
        }
    }

    /** All problems as one line of text. */
    String describe(List<Problem> problems) {
        return String.join("; ", located(problems).stream().map(this::describe).toList());
    }

    /** What messages call it: config.json, or its path. */
    String name() {
        return name;
    }

    /** SHA-256 in hexadecimal. */
    String digest() {
        String known = digest;
        if (known == null) {
            known = HexFormat.of().formatHex(sha256());
            digest = known;
        }
        return known;
    }

    private byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A copy of the bytes. */
    byte[] bytes() {
        return json.clone();
    }

    /** In bytes. */
    int length() {
        return json.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigText text
                && name.equals(text.name)
                && Arrays.equals(json, text.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }
}
