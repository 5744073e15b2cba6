import Time

extension RetrySchedule {
    /// ±20 %, the same for the same attempt of the same delivery: crashes do not reshuffle it.
    static func jittered(_ wait: Duration, by id: String, _ attempt: Int) -> Duration {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ UInt64(truncatingIfNeeded: attempt)) &* 0x0000_0100_0000_01B3
        let thousandths = 800 + Int64((hash >> 20) % 401)
        return .milliseconds(wait.milliseconds * thousandths / 1000)
    }
}
