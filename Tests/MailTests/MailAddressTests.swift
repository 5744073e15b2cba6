import Testing
@Suite struct MailAddressTests {}
