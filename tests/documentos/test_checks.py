"""O cofre longe do que é público."""

import pytest

from seicidades.documentos.checks import cofre_fora_dos_estaticos


@pytest.mark.parametrize(
    ("midia", "estaticos", "erros"),
    [
        ("arquivos", "estaticos", 0),
        ("estaticos/arquivos", "estaticos", 1),
        ("dados", "dados/estaticos", 1),
        ("dados", "dados", 1),
    ],
)
def test_check_recusa_cofre_dentro_do_que_e_publico(settings, tmp_path, midia, estaticos, erros):
    settings.MEDIA_ROOT = str(tmp_path / midia)
    settings.STATIC_ROOT = str(tmp_path / estaticos)

    achados = cofre_fora_dos_estaticos(None)

    assert [erro.id for erro in achados] == ["documentos.E001"] * erros


def test_check_olha_tambem_as_pastas_de_origem(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "static" / "arquivos")
    settings.STATICFILES_DIRS = [tmp_path / "static"]

    assert len(cofre_fora_dos_estaticos(None)) == 1
