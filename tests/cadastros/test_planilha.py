import pytest

from cadastros.validacao.leiautes import UNIDADES, USUARIOS
from cadastros.validacao.planilha import TORTAS_GUARDADAS, ler
from tests.cadastros.factories import csv, unidade, usuario


def codigos(leitura):
    return [p.codigo for p in leitura.problemas]


def test_le_virgula_e_pula_a_primeira_linha():
    leitura = ler(csv(usuario("ana"), usuario("bia")).encode(), USUARIOS)

    assert [(linha.numero, linha.celulas[2]) for linha in leitura.linhas] == [
        (2, "ana"),
        (3, "bia"),
    ]
    assert leitura.problemas == ()


@pytest.mark.parametrize("fim", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_aceita_lf_e_crlf_com_e_sem_bom(fim, bom):
    leitura = ler((bom + csv(usuario(c3="José"), fim=fim)).encode(), USUARIOS)

    assert leitura.linhas[0].celulas[3] == "José"
    assert leitura.problemas == ()


def test_aceita_a_ultima_linha_sem_fim():
    texto = csv(usuario("ana"), usuario("bia")).rstrip("\n")

    assert len(ler(texto.encode(), USUARIOS).linhas) == 2


def test_aceita_ponto_e_virgula_com_aviso():
    leitura = ler(csv(usuario(c3="Prado, Ana"), separador=";").encode(), USUARIOS)

    assert leitura.linhas[0].celulas[3] == "Prado, Ana"
    assert codigos(leitura) == ["separador"]
    assert not leitura.problemas[0].eh_erro


def test_aceita_latin1_com_aviso():
    leitura = ler(csv(usuario(c3="José")).encode("latin-1"), USUARIOS)

    assert leitura.linhas[0].celulas[3] == "José"
    assert codigos(leitura) == ["codificacao"]


def test_le_o_travessao_do_windows():
    leitura = ler(csv(usuario(c3="José – TI")).encode("cp1252"), USUARIOS)

    assert leitura.linhas[0].celulas[3] == "José – TI"


def test_byte_que_o_windows_nao_tem_e_lido_como_latin1():
    leitura = ler(csv(usuario(c3="Jos")).encode() + b"\x81\xe9", USUARIOS)

    assert codigos(leitura)[0] == "codificacao"


def test_texto_entre_aspas_pode_ter_virgula():
    linha = unidade(c7='"Rua das Flores, 100"')

    assert ler(csv(linha).encode(), UNIDADES).linhas[0].celulas[7] == "Rua das Flores, 100"


def test_celulas_saem_sem_espacos_nas_pontas_e_compostas():
    leitura = ler(csv(usuario(c3=" Jose\u0301 ")).encode(), USUARIOS)

    assert leitura.linhas[0].celulas[3] == "José"


def test_numero_errado_de_colunas_e_erro_na_linha_que_ainda_se_pode_mudar():
    leitura = ler(csv(usuario("ana"), ["2", "PM", "bia"], usuario("caio")).encode(), USUARIOS)

    assert [linha.celulas[2] for linha in leitura.linhas] == ["ana", "bia", "caio"]
    assert {len(linha.celulas) for linha in leitura.linhas} == {9}
    assert [(p.codigo, p.linha, p.eh_erro) for p in leitura.problemas] == [("colunas", 3, True)]
    assert "3 colunas" in leitura.problemas[0].mensagem


def test_arquivo_todo_torto_nao_enche_a_memoria_de_linhas():
    leitura = ler(csv(*[["1", "PM"]] * 1000).encode(), USUARIOS)

    assert [p.codigo for p in leitura.problemas] == ["colunas"] * 1000
    assert len(leitura.linhas) == TORTAS_GUARDADAS


def test_linhas_em_branco_nao_contam_nem_mudam_a_numeracao():
    texto = csv(usuario("ana")) + "\n,,,,,,,,\n" + ",".join(usuario("bia")) + "\n"

    assert [linha.numero for linha in ler(texto.encode(), USUARIOS).linhas] == [2, 5]


def test_arquivo_so_com_cabecalho_e_erro():
    leitura = ler((",".join(USUARIOS.cabecalho) + "\n").encode(), USUARIOS)

    assert codigos(leitura) == ["sem_dados"]


def test_primeira_linha_com_cara_de_dado_vira_aviso():
    leitura = ler(csv(usuario("bia"), cabecalho=usuario("ana")).encode(), USUARIOS)

    assert [(p.codigo, p.linha, p.eh_erro) for p in leitura.problemas] == [
        ("primeira_linha", 1, False)
    ]


def test_aspas_que_nao_fecham_recusam_o_arquivo():
    leitura = ler(csv(usuario(c3='"Ana')).encode(), USUARIOS)

    assert leitura.linhas == ()
    assert codigos(leitura) == ["aspas"]


def test_celula_gigante_recusa_o_arquivo():
    leitura = ler(csv(usuario(c3='"' + "a" * 200_000)).encode(), USUARIOS)

    assert codigos(leitura) == ["aspas"]


@pytest.mark.parametrize(
    "conteudo",
    [b"\xd0\xcf\x11\xe0", b"%PDF-1.7", "a,b".encode("utf-16"), b"a,\x00b"],
)
def test_o_que_nao_e_csv_e_recusado_com_a_saida(conteudo):
    leitura = ler(conteudo, USUARIOS)

    assert codigos(leitura) == ["formato"]
    assert "CSV UTF-8" in leitura.problemas[0].saida


def test_linhas_demais_e_erro(monkeypatch):
    monkeypatch.setattr("cadastros.validacao.planilha.LIMITE_DE_LINHAS", 2)
    leitura = ler(csv(usuario("a"), usuario("b"), usuario("c")).encode(), USUARIOS)

    assert len(leitura.linhas) == 2
    assert codigos(leitura) == ["linhas_demais"]


def test_arquivo_vazio_e_erro_e_nao_falha():
    assert codigos(ler(b"", USUARIOS)) == ["sem_dados"]
