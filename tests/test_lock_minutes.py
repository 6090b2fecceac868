from anfraud_desktop import settings
from anfraud_desktop.settings import Settings


def test_the_minutes_until_the_lock_are_kept_among_the_machines_settings() -> None:
    settings.save(Settings(lock_minutes=25, user="张三"))
    assert "lock_minutes = 25\n" in settings.settings_path().read_text(encoding="utf-8")
    assert settings.load() == Settings(lock_minutes=25, user="张三")
    settings.save(Settings())
    assert settings.load().lock_minutes == 10
