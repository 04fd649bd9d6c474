import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * {@code java RaiseClassVersion.java JAR...}: rewrites, in place, the classes of libraries that were compiled for Java 5 as
 * classes of Java 8. The JVM takes no class older than Java 6 into an AOT cache, and loading picocli and ASM from their
 * jars is a fifth of the time of a one-shot command. Nothing changes in them but the version and the frames that it asks for.
 * A jar that has no such class is written anew as well, with the same contents and no modes of files.
 */
class RaiseClassVersion {
    static final int OLDEST_IN_CACHE = ClassFile.JAVA_6_VERSION;

    public static void main(String[] jars) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String jar : jars) {
            urls.add(Path.of(jar).toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new))) {
            ClassFile classFile =
                    ClassFile.of(
                            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(loader)));
            for (String jar : jars) {
                rewrite(classFile, Path.of(jar));
            }
        }
    }

    static void rewrite(ClassFile classFile, Path jar) throws IOException {
        Path raised = jar.resolveSibling(jar.getFileName() + ".new");
        try (InputStream in = Files.newInputStream(jar);
                ZipInputStream entries = new ZipInputStream(in);
                OutputStream out = Files.newOutputStream(raised);
                ZipOutputStream copy = new ZipOutputStream(out)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                byte[] bytes = entries.readAllBytes();
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(entry.getTimeLocal());
                copy.putNextEntry(same);
                copy.write(entry.getName().endsWith(".class") ? raise(classFile, bytes) : bytes);
                copy.closeEntry();
            }
        }
        Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    static byte[] raise(ClassFile classFile, byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        if (model.majorVersion() >= OLDEST_IN_CACHE) {
            return bytes;
        }
        ClassTransform version =
                (builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    } else {
                        builder.with(element);
                    }
                };
        return classFile.transformClass(
                model,
                version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }
}
