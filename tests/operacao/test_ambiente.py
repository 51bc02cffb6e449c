"""Segredos por arquivo: um lugar só, e recusa que diz a saída."""

import environ
import pytest

from seicidades.operacao.ambiente import VariaveisOuArquivos


def leitor(**variaveis):
    class Env(environ.Env):
        ENVIRON = VariaveisOuArquivos(variaveis)

    return Env()


def test_valor_vem_do_arquivo_sem_a_quebra_do_fim(tmp_path):
    (tmp_path / "banco").write_text("postgresql://quem:senha@servidor:5433/nome\n")

    banco = leitor(DATABASE_URL_FILE=str(tmp_path / "banco")).db_url("DATABASE_URL")

    assert (banco["NAME"], banco["PASSWORD"], banco["PORT"]) == ("nome", "senha", 5433)


def test_sem_arquivo_vale_a_variavel_e_o_padrao():
    env = leitor(REMETENTE="fulana", VAZIO_FILE="")

    assert env.str("REMETENTE") == "fulana"
    assert env.str("VAZIO", default="padrão") == "padrão"
    assert env.str("OUTRO", default="padrão") == "padrão"


def test_variavel_e_arquivo_juntos_sao_recusados(tmp_path):
    (tmp_path / "chave").write_text("a")

    with pytest.raises(environ.ImproperlyConfigured, match="só um pode valer"):
        leitor(SECRET_KEY="b", SECRET_KEY_FILE=str(tmp_path / "chave")).str("SECRET_KEY")


@pytest.mark.parametrize(("conteudo", "recado"), [(None, "Não consegui ler"), (" \n", "vazio")])
def test_arquivo_que_falta_ou_esta_vazio_diz_qual(tmp_path, conteudo, recado):
    caminho = tmp_path / "chave"
    if conteudo is not None:
        caminho.write_text(conteudo)

    with pytest.raises(environ.ImproperlyConfigured, match=recado) as erro:
        leitor(SECRET_KEY_FILE=str(caminho)).str("SECRET_KEY", default="padrão")

    assert str(caminho) in str(erro.value)
