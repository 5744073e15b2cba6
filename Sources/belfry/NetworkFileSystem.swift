import CLinux

/// File systems whose disk is another machine's, by the numbers that statfs(2) gives them.
enum NetworkFileSystem {
    private static let kinds: [Int: String] = [
        0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB 2", 0x0102_1997: "9P", 0x00C3_6400: "Ceph",
        0x5346_414F: "AFS", 0x7375_7245: "Coda",
    ]

    /// What the folder lies on; `nil` for a disk of this machine, and where that can't be told.
    static func kind(at path: String) -> String? { unsafe kind(number: belfry_file_system(path)) }

    static func kind(number: Int) -> String? { kinds[number & 0xFFFF_FFFF] }
}
