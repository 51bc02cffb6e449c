"""Cada achado, um por um; consertos; e hierarquias geradas e estragadas."""

import ast
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastros import validacao
from cadastros.validacao import (
    UNIDADES,
    USUARIOS,
    Conhecida,
    Conhecidas,
    aplicar,
    comparavel,
    conferir_unidades,
    conferir_usuarios,
    examinar_unidades,
    examinar_usuarios,
    texto_das_unidades,
    texto_dos_usuarios,
)
from cadastros.validacao.efeitos import EFEITOS
from cadastros.validacao.hierarquia import PROFUNDIDADE_COMUM
from cadastros.validacao.planilha import ler
from tests.cadastros.factories import csv, unidade, usuario

CPF = "111.444.777-35"
# CPF fictício que começa por dois zeros.
CPF_COM_ZEROS = "00123456797"
DE_CONTAGEM = {"sem_cpf", "unidade_vazia", "unidade_sem_usuario"}


def das_unidades(*linhas):
    return conferir_unidades(csv(*linhas).encode())


def dos_usuarios(*linhas, unidades=("GAB", "SMA")):
    return conferir_usuarios(csv(*linhas).encode(), unidades)


def achados(conferencia):
    return {(p.codigo, p.linha, p.coluna, p.gravidade.value) for p in conferencia.problemas}


UM_POR_UM = {
    "circulo": (unidade("A", "B"), unidade("B", "A"), ("circulo", 2, 4, "erro")),
    "circulo_de_um": (unidade("A"), unidade("B", "B"), ("circulo", 3, 4, "erro")),
    "orfa": (unidade("A"), unidade("B", "Z"), ("superior_desconhecida", 3, 4, "erro")),
    "sigla": (unidade("A"), unidade("A"), ("sigla_repetida", 3, 2, "erro")),
    "caixa": (unidade("Sé"), unidade("SÉ"), ("sigla_repetida", 3, 2, "erro")),
    "nfc": (unidade("Sé"), unidade("Se\u0301"), ("sigla_repetida", 3, 2, "erro")),
    "raizes": (unidade("A"), unidade("B"), ("varias_raizes", None, 4, "aviso")),
    "nome": (
        unidade("A"),
        unidade("B", c3="Unidade A"),
        ("nome_repetido", 3, 3, "aviso"),
    ),
    "sigla_larga": (unidade("A"), unidade("B" * 31, "A"), ("largura", 3, 2, "erro")),
    "nome_largo": (unidade("A"), unidade("B", "A", c3="x" * 251), ("largura", 3, 3, "erro")),
    "sem_nome": (unidade("A"), unidade("B", "A", c3=""), ("obrigatoria", 3, 3, "erro")),
    "endereco": (unidade("A"), unidade("B", "A", c6="N"), ("endereco_obrigatorio", 3, 7, "erro")),
    "latin1": (unidade("A"), unidade("B", "A", c3="a \u2013 b"), ("latin1", 3, 3, "erro")),
    "invisivel": (unidade("A"), unidade("B", "A", c3="a\xadb"), ("controle", 3, 3, "erro")),
    "emoji": (unidade("A"), unidade("B", "A", c3="a \U0001f600"), ("latin1", 3, 3, "erro")),
    "formula": (unidade("A"), unidade("B", "A", c3="=1+1"), ("formula", 3, 3, "erro")),
    "erro": (unidade("A"), unidade("B", "A", c3="#N/D"), ("formula_com_erro", 3, 3, "erro")),
    "ordem": (unidade("A", "B"), unidade("B"), ("superior_depois", 2, 4, "aviso")),
    "orgaos": (unidade("A"), unidade("B", "A", c1="X"), ("varios_orgaos", None, None, "aviso")),
    "uf": (unidade("A"), unidade("B", "A", c10="XX"), ("uf", 3, 10, "erro")),
    "cep": (unidade("A"), unidade("B", "A", c12="1780"), ("cep", 3, 12, "erro")),
    "cnpj": (
        unidade("A"),
        unidade("B", "A", c13="62.577.929/0001-34"),
        ("cnpj", 3, 13, "erro"),
    ),
    "email": (unidade("A"), unidade("B", "A", c5="a@b"), ("email", 3, 5, "erro")),
    "sim_ou_nao": (unidade("A"), unidade("B", "A", c6="s"), ("sim_ou_nao", 3, 6, "erro")),
}


@pytest.mark.parametrize("caso", UM_POR_UM)
def test_cada_achado_das_unidades_diz_linha_coluna_e_gravidade(caso):
    *linhas, esperado = UM_POR_UM[caso]

    assert esperado in achados(das_unidades(*linhas))


DOS_USUARIOS = {
    "sem_unidade": (usuario("a", ""), ("obrigatoria", 2, 7, "erro")),
    "sem_perfil": (usuario("a", c8=""), ("obrigatoria", 2, 8, "erro")),
    "unidade": (usuario("a", "Z"), ("unidade_desconhecida", 2, 7, "erro")),
    "perfil": (usuario("a", c8="Chefe"), ("perfil", 2, 8, "erro")),
    "basico": (usuario("a", c8="Ouvidoria"), ("sem_basico", 2, 8, "aviso")),
    "cpf": (usuario("a", c5="111.444.777-36"), ("cpf", 2, 5, "erro")),
    "vazia": (usuario("a"), ("unidade_vazia", None, 7, "aviso")),
    "sem_cpf": (usuario("a"), ("sem_cpf", None, 5, "aviso")),
}


@pytest.mark.parametrize("caso", DOS_USUARIOS)
def test_cada_achado_dos_usuarios_diz_linha_coluna_e_gravidade(caso):
    linha, esperado = DOS_USUARIOS[caso]

    assert esperado in achados(dos_usuarios(linha))


@pytest.mark.parametrize(
    ("posicao", "codigo", "gravidade"),
    [(2, "sigla_repetida", "erro"), (5, "cpf_repetido", "erro"), (6, "email_repetido", "aviso")],
)
def test_login_cpf_e_email_repetidos(posicao, codigo, gravidade):
    comuns = {"c5": CPF, "c6": "ana@exemplo.invalid"}
    primeira = usuario("ana", **comuns)
    segunda = usuario("bia", c5="529.982.247-25", c6="bia@exemplo.invalid")
    segunda[posicao] = primeira[posicao].upper()

    assert (codigo, 3, posicao, gravidade) in achados(dos_usuarios(primeira, segunda))


def test_orgao_que_nenhuma_unidade_tem_e_um_aviso_por_orgao():
    conhecidas = Conhecidas((Conhecida("GAB", orgao="PM"),))
    linhas = [usuario("a"), usuario("b", c1="XX"), usuario("c", c1="xx")]
    conferencia = examinar_usuarios(ler(csv(*linhas).encode(), USUARIOS), conhecidas)

    de_orgao = [p.linha for p in conferencia.avisos if p.codigo == "orgao_desconhecido"]
    assert de_orgao == [3]


def test_unidade_que_so_agrupa_se_distingue_da_vazia():
    conhecidas = Conhecidas((Conhecida("GAB"), Conhecida("SMA", superior="GAB")))
    sozinha = examinar_usuarios(ler(csv(usuario("a", "SMA")).encode(), USUARIOS), conhecidas)
    do_topo = examinar_usuarios(ler(csv(usuario("a", "GAB")).encode(), USUARIOS), conhecidas)

    assert "GAB" in next(p.mensagem for p in sozinha.avisos if p.codigo == "unidade_sem_usuario")
    assert "SMA" in next(p.mensagem for p in do_topo.avisos if p.codigo == "unidade_vazia")


def corrente(quantas):
    return [unidade(f"N{n}", f"N{n - 1}" if n else "") for n in range(quantas)]


def test_hierarquia_funda_demais_e_aviso_na_primeira_que_passa():
    assert "profundidade" not in {p.codigo for p in das_unidades(*corrente(8)).problemas}

    funda = das_unidades(*corrente(PROFUNDIDADE_COMUM + 2))
    aviso = next(p for p in funda.avisos if p.codigo == "profundidade")
    assert aviso.linha == PROFUNDIDADE_COMUM + 2
    assert "10 níveis" in aviso.mensagem


def test_quem_esta_abaixo_de_um_circulo_nao_conta_profundidade():
    linhas = [unidade("A", "B"), unidade("B", "A"), unidade("C", "A")]

    assert "profundidade" not in {p.codigo for p in das_unidades(*linhas).problemas}


def test_todo_codigo_escrito_nos_modulos_tem_o_seu_efeito():
    """Quem acrescentar um achado tem de dizer o que ele faria no SEI."""
    pasta = Path(validacao.__file__).parent
    escritos = set()
    for modulo in pasta.glob("*.py"):
        for no in ast.walk(ast.parse(modulo.read_text("utf-8"))):
            chamada = isinstance(no, ast.Call) and getattr(no.func, "id", "") in {"erro", "aviso"}
            if chamada and isinstance(no.args[0], ast.Constant):
                escritos.add(no.args[0].value)

    assert len(escritos) > 30
    assert escritos <= EFEITOS.keys()


def test_todo_problema_diz_o_efeito_e_a_saida_em_frases():
    for *linhas, _ in UM_POR_UM.values():
        for problema in das_unidades(*linhas).problemas:
            for frase in (problema.mensagem, problema.saida, problema.no_sei):
                assert frase.endswith((".", ")")), frase


# Consertos


def consertada(conferencia, leitura, examinar):
    return examinar(replace(leitura, linhas=tuple(aplicar(leitura.linhas, conferencia.mendas))))


CONSERTOS = [
    (UNIDADES, unidade("A", c3="a – b"), 3, "a - b"),
    (UNIDADES, unidade("A", c3="“a”…"), 3, '"a"...'),
    (UNIDADES, unidade("A", c3='"a\nb"'), 3, "a b"),
    (UNIDADES, unidade("A", c3="a\u200bb"), 3, "ab"),
    (UNIDADES, unidade("A", c6="sim"), 6, "S"),
    (UNIDADES, unidade("A", c10="São Paulo"), 10, "SP"),
    (UNIDADES, unidade("A", c10="sp"), 10, "SP"),
    (UNIDADES, unidade("A", c12="17.800-000"), 12, "17800-000"),
    (UNIDADES, unidade("A", c12="1310100"), 12, "01310-100"),
    (UNIDADES, unidade("A", c5="<gab@exemplo.invalid>"), 5, "gab@exemplo.invalid"),
    (USUARIOS, usuario("a", c5="123456797"), 5, CPF_COM_ZEROS),
    (USUARIOS, usuario("a", c8="basico"), 8, "Básico"),
    (USUARIOS, usuario("a", c6="Ana <ana@exemplo.invalid>"), 6, "ana@exemplo.invalid"),
    (USUARIOS, usuario("a", "G.A.B."), 7, "GAB"),
]


@pytest.mark.parametrize(("leiaute", "linha", "posicao", "depois"), CONSERTOS)
def test_conserto_seguro_resolve_o_erro_e_so_ele(leiaute, linha, posicao, depois):
    leitura = ler(csv(linha).encode(), leiaute)
    unidades = Conhecidas.de(["GAB"])

    def examinar(lida):
        return examinar_unidades(lida) if leiaute is UNIDADES else examinar_usuarios(lida, unidades)

    antes = examinar(leitura)
    assert len(antes.erros) == 1
    (menda,) = antes.mendas
    assert (menda.linha, menda.coluna.posicao, menda.depois) == (2, posicao, depois)
    assert menda.codigo == antes.erros[0].codigo
    assert consertada(antes, leitura, examinar).aceita


@pytest.mark.parametrize(
    "linha",
    [
        unidade("A", c3="a 漢"),
        unidade("A", c6="talvez"),
        unidade("A", c10="Sampa"),
        unidade("A", c12="17a800000"),
        unidade("A", c5="gab arroba exemplo"),
    ],
)
def test_o_que_e_duvidoso_nao_se_conserta_sozinho(linha):
    conferencia = das_unidades(linha)

    assert conferencia.erros
    assert conferencia.mendas == ()


def test_cpf_curto_que_os_digitos_nao_provam_nao_se_completa():
    assert dos_usuarios(usuario("a", c5="123456798")).mendas == ()


def test_nome_da_unidade_no_lugar_da_sigla_se_troca_se_so_uma_serve():
    linhas = [
        unidade("SMA", c3="Secretaria de Administração"),
        unidade("RH", "secretaria de administracao"),
        unidade("TI", "S.M.A"),
    ]
    trocas = {(m.linha, m.depois) for m in das_unidades(*linhas).mendas}
    assert trocas == {(3, "SMA"), (4, "SMA")}

    dubia = [unidade("A", c3="Obras"), unidade("B", "A", c3="Obras"), unidade("C", "obras")]
    assert das_unidades(*dubia).mendas == ()


def test_linha_igual_a_outra_se_apaga_e_a_diferente_nao():
    igual = das_unidades(unidade("A"), unidade("A", c0="2"))
    assert [(m.linha, m.coluna) for m in igual.mendas] == [(3, None)]

    assert das_unidades(unidade("A"), unidade("A", c3="Outra")).mendas == ()


def test_conserto_de_um_codigo_nao_toca_nos_outros():
    leitura = ler(csv(unidade("A", c3="a – b", c6="sim")).encode(), UNIDADES)
    mendas = examinar_unidades(leitura).mendas

    (linha,) = aplicar(leitura.linhas, mendas, {"sim_ou_nao"})
    assert (linha.celulas[3], linha.celulas[6]) == ("a – b", "S")


# Geradas


@st.composite
def arvores(draw):
    """Unidades de nomes estranhos, em árvore, com estragos ou sem."""
    quantas = draw(st.integers(1, 25))
    linhas = []
    for n in range(quantas):
        superior = f"U{draw(st.integers(0, n - 1))}" if n else ""
        nome = draw(st.text(alphabet="aé–“ ’…\u200bZ1", min_size=1, max_size=8).filter(str.strip))
        linhas.append(unidade(f"U{n}", superior, c3=f"N{n} {nome}"))
    return draw(st.permutations(linhas))


ESTRAGOS = {
    "circulo": lambda linhas, n: linhas[n].__setitem__(4, linhas[n][2]),
    "superior_desconhecida": lambda linhas, n: linhas[n].__setitem__(4, "INEXISTENTE"),
    "sigla_repetida": lambda linhas, n: linhas.append(
        [*linhas[n][:2], linhas[n][2].lower(), "Outra", *linhas[n][4:]]
    ),
    "obrigatoria": lambda linhas, n: linhas[n].__setitem__(3, ""),
    "largura": lambda linhas, n: linhas[n].__setitem__(3, "x" * 251),
}


@given(arvores())
def test_consertos_nunca_aumentam_os_erros_e_acabam(linhas):
    leitura = ler(csv(*linhas).encode(), UNIDADES)
    antes = examinar_unidades(leitura)
    depois = consertada(antes, leitura, examinar_unidades)

    assert len(depois.erros) <= len(antes.erros)
    assert depois.mendas == ()


@given(arvores(), st.sampled_from(sorted(ESTRAGOS)), st.integers(0, 24))
def test_estrago_numa_arvore_boa_e_sempre_achado(linhas, estrago, qual):
    linhas = [[*linha[:3], f"Nome de {linha[2]}", *linha[4:]] for linha in linhas]
    assert das_unidades(*linhas).aceita
    ESTRAGOS[estrago](linhas, qual % len(linhas))

    assert estrago in {p.codigo for p in das_unidades(*linhas).erros}


@given(arvores())
def test_arvore_aceita_vai_e_volta_byte_a_byte(linhas):
    linhas = [[*linha[:3], f"Nome de {linha[2]}", *linha[4:]] for linha in linhas]
    texto = texto_das_unidades(das_unidades(*linhas).registros)
    outra = conferir_unidades(texto.encode())

    assert texto_das_unidades(outra.registros) == texto
    postas = set()
    for registro in outra.registros:
        assert not registro.superior or comparavel(registro.superior) in postas
        postas.add(comparavel(registro.sigla))


@given(
    st.lists(
        st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
        max_size=12,
        unique_by=lambda t: t.strip(),
    )
)
def test_usuarios_aceitos_vao_e_voltam_byte_a_byte(nomes):
    linhas = [usuario(f"p{n}", c3=nome.replace('"', "")) for n, nome in enumerate(nomes)]
    linhas = [[c if "," not in c else f'"{c}"' for c in linha] for linha in linhas] or [usuario()]
    conferencia = conferir_usuarios(csv(*linhas).encode(), ["GAB"])
    texto = texto_dos_usuarios(conferencia.registros)

    assert texto_dos_usuarios(conferir_usuarios(texto.encode(), ["GAB"]).registros) == texto


# Tempo


def test_tres_mil_unidades_em_menos_de_um_segundo_de_processador():
    linhas = [unidade(f"U{n}", f"U{(n - 1) // 3}" if n else "") for n in range(3000)]
    conteudo = csv(*linhas).encode()
    comeco = time.process_time()

    conferencia = conferir_unidades(conteudo)

    assert time.process_time() - comeco < 1
    assert conferencia.aceita


def test_o_pior_caso_tambem_e_linear():
    """Corrente de três mil níveis, todos com defeito."""
    linhas = [unidade(f"N{n}", f"n{n - 1}" if n else "", c3="a–b", c6="sim") for n in range(3000)]
    conteudo = csv(*linhas).encode()
    comeco = time.process_time()

    conferencia = conferir_unidades(conteudo)

    assert time.process_time() - comeco < 2
    assert len(conferencia.erros) >= 6000
