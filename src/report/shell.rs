//! How names and changes stand in a command that somebody may copy, so that a shell takes nothing in them for its own.

/// A name as it is typed in a command: between quotation marks where the shell would take it apart.
pub fn as_typed(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./\\:~".contains(c);
    let begins = |c: char| name.starts_with(c);
    match name.chars().all(plain) && !name.is_empty() && !begins('~') {
        // A name that looks like an option is told from one by its folder.
        true if begins('-') => format!("./{name}"),
        true => name.into(),
        false => quoted(name),
    }
}

/// A text between quotation marks, or between those within which a shell reads nothing.
pub fn quoted(text: &str) -> String {
    // One backslash before a letter is itself, as in a path of Windows; two, or one before the mark, are not.
    let escapes = text.contains("\\\\") || text.ends_with('\\');
    match escapes || text.chars().any(|c| "\"$`!".contains(c) || c.is_control()) {
        true => format!("'{}'", text.replace('\'', "'\\''")),
        false => format!("\"{text}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_typed_as_it_is_where_a_shell_takes_it_for_one_word() {
        for plain in ["average-2018", "my/practice.toml", "C:\\practice.toml", "3.2:50", "Übung.toml"] {
            assert_eq!(as_typed(plain), plain);
        }
        assert_eq!(as_typed("-x.toml"), "./-x.toml");
        assert_eq!(as_typed("~x.toml"), "\"~x.toml\"");
        assert_eq!(as_typed("my practice.toml"), "\"my practice.toml\"");
        assert_eq!(as_typed(""), "\"\"");
    }

    #[test]
    fn what_a_shell_would_take_for_its_own_stands_between_marks_that_it_leaves_alone() {
        assert_eq!(quoted("demand.level*=0.96"), "\"demand.level*=0.96\"");
        assert_eq!(quoted("C:\\my practice"), "\"C:\\my practice\"");
        assert_eq!(quoted("title=\"$(x)\" it's"), "'title=\"$(x)\" it'\\''s'");
        assert_eq!(quoted("ends in \\"), "'ends in \\'");
        assert_eq!(quoted("a\\\\b"), "'a\\\\b'");
    }
}
