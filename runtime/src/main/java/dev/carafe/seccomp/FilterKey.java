package dev.carafe.seccomp;

import dev.carafe.spec.seccomp.Seccomp;
import dev.carafe.spec.seccomp.SeccompArgument;
import dev.carafe.spec.seccomp.SeccompRule;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a compiled program depends on, as a SHA-256: everything in the profile that libseccomp is
 * told, and who compiles. Flags and listener are not part of the program.
 *
 * @param hex 64 digits
 */
record FilterKey(String hex) {
    /** To be changed with what {@link FilterBuilder} makes of a profile. */
    private static final String FORMAT = "carafe filter 1";

    private static final long ABSENT = -1;

    /**
     * The key of a profile.
     *
     * @param compiler versions and architecture
     */
    static FilterKey of(Seccomp profile, List<String> compiler) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, FORMAT);
            texts(out, compiler);
            action(out, profile.defaultAction(), profile.defaultErrnoRet());
            texts(out, profile.architectures());
            out.writeInt(profile.syscalls().size());
            for (SeccompRule rule : profile.syscalls()) {
                rule(out, rule);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FilterKey(HexFormat.of().formatHex(sha256(bytes.toByteArray())));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void rule(DataOutputStream out, SeccompRule rule) throws IOException {
        texts(out, rule.names());
        action(out, rule.action(), rule.errnoRet());
        out.writeInt(rule.args().size());
        for (SeccompArgument argument : rule.args()) {
            out.writeInt(argument.index());
            out.writeLong(argument.value());
            out.writeLong(argument.valueTwo());
            text(out, argument.operator());
        }
    }

    private static void action(DataOutputStream out, String action, @Nullable Long errno)
            throws IOException {
        text(out, action);
        out.writeLong(errno == null ? ABSENT : errno);
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            text(out, text);
        }
    }

    /** With its length, so that no two lists of texts have the same bytes. */
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
