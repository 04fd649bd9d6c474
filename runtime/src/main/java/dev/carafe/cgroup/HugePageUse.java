package dev.carafe.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Use of huge pages by page size, which stands in the files' names. */
final class HugePageUse {
    private static final String PREFIX = "hugetlb.";

    private HugePageUse() {}

    /**
     * Reads it.
     *
     * @param suffix of the file that has the use
     * @param failures how often a limit was hit, by that file's name
     */
    static Map<String, Object> read(
            Path directory, String suffix, ToLongFunction<String> failures) {
        Map<String, Object> sizes = new TreeMap<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, PREFIX + "*." + suffix)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String size = name.substring(PREFIX.length(), name.length() - suffix.length() - 1);
                if (size.indexOf('.') >= 0) {
                    continue; // what is reserved
                }
                Map<String, Object> entry = new LinkedHashMap<>();
                Statistics.put(
                        entry,
                        "usage",
                        CgroupFiles.readIfPresent(file).map(Long::valueOf).orElse(0L));
                entry.put("failcnt", failures.applyAsLong(name));
                sizes.put(size, entry);
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw CgroupException.call("", "list", directory, CgroupFiles.errno(e), e);
        }
        return sizes;
    }
}
