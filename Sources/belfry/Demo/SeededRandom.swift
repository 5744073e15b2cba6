/// SplitMix64: small, and the same everywhere.
///
/// https://prng.di.unimi.it/splitmix64.c
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// 40 hexadecimal digits, as Git names a commit.
    mutating func hash() -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<40).map { _ in digits[below(16)] })
    }
}
