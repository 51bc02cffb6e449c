"""O que está escrito: templates, dependências, comentários e o que não pode ficar no texto."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.forms import __file__ as formularios_do_django
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from seicidades.chao.modelos import defeitos_dos_templates
from tests.consistencia import leitura

# --- Templates

DO_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def _relativo(caminho) -> str:
    return caminho.relative_to(leitura.RAIZ / "templates").as_posix()


def _de_terceiro(relativo: str) -> bool:
    """Toma o lugar de um template que outro pacote traz, ou é procurado por ele."""
    pastas = [p for p in get_app_template_dirs("templates") if "site-packages" in str(p)]
    pastas.append(Path(formularios_do_django).parent / "templates")
    de_um_modelo = re.sub(r"^admin/[a-z]+/[a-z]+/", "admin/", relativo)
    return any((pasta / nome).exists() for pasta in pastas for nome in (relativo, de_um_modelo))


def _citados() -> set[str]:
    no_python = leitura.textos_literais(leitura.do_programa() + leitura.dos_testes())
    nos_templates = {
        citado
        for caminho in leitura.dos_templates()
        for citado in re.findall(r"[\"']([\w./-]+\.(?:html|txt|svg))[\"']", leitura.texto(caminho))
    }
    return no_python | nos_templates


def _modelos_de_email() -> set[str]:
    """Nomes que o código cita e têm mensagem em templates/emails."""
    pasta = leitura.RAIZ / "templates" / "emails"
    com_par = {c.stem for c in pasta.glob("*.txt") if c.with_suffix(".html").exists()}
    return com_par & {
        nome.removeprefix("emails/").rstrip(".")
        for nome in leitura.textos_literais(leitura.do_programa())
    }


def test_nenhum_template_sobra():
    citados, emails = _citados(), _modelos_de_email()
    sobram = []
    for caminho in leitura.dos_templates():
        relativo = _relativo(caminho)
        de_email = relativo.startswith("emails/") and caminho.name.split(".")[0] in emails
        if not (relativo in citados or relativo in DO_DJANGO or de_email or _de_terceiro(relativo)):
            sobram.append(relativo)

    assert sobram == []


@pytest.mark.parametrize("relativo", [_relativo(c) for c in leitura.dos_templates()])
def test_todo_template_se_compila(relativo):
    get_template(relativo)


def test_nenhum_template_citado_falta():
    faltam = []
    for citado in sorted(_citados()):
        if not re.fullmatch(r"[\w-]+(?:/[\w-]+)+\.html", citado):
            continue
        try:
            get_template(citado)
        except TemplateDoesNotExist:
            faltam.append(citado)

    assert faltam == []


# O assunto destas vai pronto com o contexto; o modelo só redige o texto e o HTML.
ASSUNTO_JA_DITO = {"resumo"}


@pytest.mark.parametrize("modelo", sorted(_modelos_de_email()))
def test_toda_mensagem_tem_assunto_texto_e_html(modelo):
    pasta = leitura.RAIZ / "templates" / "emails"

    for fim in (".txt", ".html") + (() if modelo in ASSUNTO_JA_DITO else (".assunto.txt",)):
        assert (pasta / f"{modelo}{fim}").read_text().strip()


def test_o_assunto_das_mensagens_cabe_numa_linha():
    for caminho in (leitura.RAIZ / "templates" / "emails").glob("*.assunto.txt"):
        assert "\n" not in caminho.read_text().strip(), caminho.name


def test_templates_sem_script_nem_estilo_dentro_nem_texto_sem_escape():
    assert defeitos_dos_templates() == []


def test_o_python_nao_declara_texto_como_seguro():
    """HTML se monta em template ou com format_html, que escapam."""
    proibidos = {"mark_safe", "SafeString", "SafeText", "html_safe", "__html__"}

    assert [
        leitura.nome(c) for c in leitura.do_programa() if proibidos & leitura.nomes_usados(c)
    ] == []


SQL_MONTADO = {
    "seicidades/comum/insercao.py": "nomes de tabela e coluna do modelo, citados pelo banco",
    "seicidades/documentos/servicos/arquivos.py": "uma de duas funções do PostgreSQL, ditas ali",
    "seicidades/fluxo/concessoes.py": "nomes de papel e de tabela, citados pelo próprio banco",
    "seicidades/fluxo/servicos/gravacao.py": "colunas dos modelos, valores à parte; a cada comando",
    "seicidades/fluxo/servicos/pecas.py": "texto fixo, valores à parte: corre a cada comando",
}


def test_o_python_nao_executa_texto_nem_monta_sql_a_mao():
    nomes = {"eval", "exec", "RawSQL", "pickle", "marshal", "shelve"}
    consultas = re.compile(r"\.(?:raw|extra)\(|(?:execute|copy)\(\s*f[\"']|noqa: S608|shell=True")
    usam = {
        leitura.nome(c)
        for c in leitura.do_programa()
        if nomes & leitura.nomes_usados(c) or consultas.search(leitura.texto(c))
    }

    assert usam == set(SQL_MONTADO)


def test_a_politica_de_conteudo_nao_abre_excecoes():
    diretivas = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert "'unsafe-inline'" not in str(diretivas)
    assert "'unsafe-eval'" not in str(diretivas)
    assert diretivas["default-src"] == ["'self'"]


# --- O que está escrito


def _dependencias() -> list[tuple[int, str]]:
    """Linha e texto de cada dependência, na ordem do arquivo."""
    linhas = (leitura.RAIZ / "pyproject.toml").read_text().splitlines()
    projeto = tomllib.loads("\n".join(linhas))
    listas = [projeto["project"]["dependencies"], *projeto["dependency-groups"].values()]
    return [
        (linhas.index(f'    "{dependencia}",'), dependencia)
        for lista in listas
        for dependencia in lista
    ]


@pytest.mark.parametrize(("linha", "dependencia"), _dependencias(), ids=lambda v: str(v))
def test_toda_dependencia_diz_por_que_esta_aqui(linha, dependencia):
    anterior = (leitura.RAIZ / "pyproject.toml").read_text().splitlines()[linha - 1]

    assert re.match(r"    # \w.{15,}", anterior), f"Comente acima de {dependencia}."


def test_todo_noqa_diz_por_que():
    sem_motivo = [
        f"{leitura.nome(caminho)}:{numero}"
        for caminho in leitura.em_python()
        for numero, linha in enumerate(leitura.texto(caminho).splitlines(), start=1)
        if re.search(r"#\s*noqa(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* (?:\(|- )\w)", linha, re.IGNORECASE)
        and leitura.nome(caminho) != "tests/test_consistencia_dos_textos.py"
    ]

    assert sem_motivo == []


RESERVADAS = re.compile(
    r"(?<![\w.])/(?:work|root|home|tmp|mnt|Users)/\w|\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\w)"
)
PERMITIDAS = {
    "docker-compose.yml": "caminhos de dentro do contêiner",
}


def test_nenhum_arquivo_cita_pasta_de_uma_maquina_nem_deixa_recado():
    achados = [
        f"{leitura.nome(caminho)}:{numero}: {linha.strip()[:80]}"
        for caminho in leitura.arquivos()
        if leitura.nome(caminho) not in PERMITIDAS and caminho.suffix != ".csv"
        for numero, linha in enumerate(leitura.texto(caminho).splitlines(), start=1)
        if RESERVADAS.search(linha)
    ]

    assert achados == []


DOMINIOS_DE_NINGUEM = (".invalid", ".example", "example.com")
# Nos testes que recusam endereço pessoal, e nas frases que dizem a forma de um endereço.
COMO_EXEMPLO = {
    "Gmail.com",
    "adamantina.sp.gov.br",
    "cidade.sp.gov.br",
    "gmail.com",
    "vila.sp.gov.br",
    "yahoo.com.br",
}


def test_so_ha_gente_ficticia():
    """Todo endereço de e-mail é de domínio que não existe."""
    achados = {
        (leitura.nome(caminho), endereco)
        for caminho in leitura.arquivos()
        if caminho.suffix not in (".json", ".svg")
        for endereco in re.findall(
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", leitura.texto(caminho)
        )
        if not endereco.endswith(DOMINIOS_DE_NINGUEM)
        and endereco.partition("@")[2] not in COMO_EXEMPLO
    }

    assert achados == set()


def test_nenhum_teste_se_pula_espera_ou_se_perdoa():
    proibidos = {
        "skip",
        "skipif",
        "skipUnless",
        "skipIf",
        "SkipTest",
        "importorskip",
        "xfail",
        "sleep",
    }
    usam = {
        leitura.nome(c): sorted(proibidos & leitura.nomes_usados(c))
        for c in leitura.dos_testes()
        if proibidos & leitura.nomes_usados(c)
    }

    assert usam == {}


def test_o_programa_nao_escreve_na_saida():
    usam = [leitura.nome(c) for c in leitura.do_programa() if "print" in leitura.nomes_usados(c)]

    assert [c for c in usam if not c.startswith("seicidades/chao/")] == []


def test_nenhum_arquivo_cresceu_demais():
    grandes = {
        leitura.nome(c): leitura.texto(c).count("\n")
        for c in leitura.em_python()
        if leitura.texto(c).count("\n") > 500
    }

    assert len(grandes) <= len(leitura.em_python()) * 0.02, grandes
