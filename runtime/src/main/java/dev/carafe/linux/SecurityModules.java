package dev.carafe.linux;

/**
 * Which Linux security modules can label what a container consists of.
 *
 * @param apparmor whether AppArmor is enabled
 * @param selinux whether SELinux is enabled, with a policy
 */
public record SecurityModules(boolean apparmor, boolean selinux) {
    /** No security module. */
    public static final SecurityModules NONE = new SecurityModules(false, false);
}
