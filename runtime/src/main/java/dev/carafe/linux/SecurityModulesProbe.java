package dev.carafe.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks for security modules: AppArmor where its module says so, SELinux where libselinux does. */
final class SecurityModulesProbe {
    private static final String APPARMOR_PARAMETER = "module/apparmor/parameters/enabled";
    private static final String SEPARATOR = " - selinuxfs ";

    private SecurityModulesProbe() {}

    /**
     * Looks.
     *
     * @param sys where sysfs is
     * @param proc where procfs is
     * @param mountinfo lines of {@code /proc/self/mountinfo}
     */
    static SecurityModules probe(Path sys, Path proc, List<String> mountinfo) {
        // A profile is given by procfs. AppArmor's own file system may be out of sight: Podman runs
        // the runtime without it for a container with id maps, and names a profile all the same.
        boolean apparmor = text(sys.resolve(APPARMOR_PARAMETER)).startsWith("Y");
        // Inside a container selinuxfs is read-only, which says that there is nothing to be set;
        // before a policy is loaded, everything is labelled "kernel".
        boolean selinux =
                mountinfo.stream().anyMatch(SecurityModulesProbe::isWritableSelinux)
                        && !text(proc.resolve("self/attr/current")).equals("kernel");
        return new SecurityModules(apparmor, selinux);
    }

    private static boolean isWritableSelinux(String line) {
        int separator = line.indexOf(SEPARATOR);
        if (separator < 0) {
            return false;
        }
        String[] mount = line.substring(0, separator).split(" ", -1);
        return mount.length > 5 && !List.of(mount[5].split(",", -1)).contains("ro");
    }

    /** Empty where there is none, or no module answers: that is how an absent module looks. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .replace("\0", "")
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }
}
