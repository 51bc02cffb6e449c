"""Uma planilha bagunçada vira arquivo sem erros, por quem nunca viu a página."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cadastros.models import Carga, TipoDeCarga
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo.servicos import iniciar
from seicidades.municipios.models import Orgao
from tests.cadastros.factories import csv
from tests.cadastros.planilhas import em_xlsx
from tests.factories import UsuarioFactory, VinculoFactory
from tests.jornadas.passos import (
    SENHA,
    abrir_etapa,
    abrir_item,
    anexo,
    apertar,
    conferir_sem_erros,
    entrar,
    preencher,
    seguir,
    titulo,
)
from tests.jornadas.teclado import Teclado

pytestmark = pytest.mark.usefixtures("estado_vazio")
CIDADE = "Adamantina"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BAGUNCADA = em_xlsx(
    ["Prefeitura de Adamantina: setores"],
    ["Setor", "Sigla", "Subordinada a", "E-mail", "Estado"],
    ["Gabinete do Prefeito", "GAB", "", "gab@exemplo.invalid", "São Paulo"],
    ["Administração – geral", "SMA", "Gabinete do Prefeito", "<sma@exemplo.invalid>", "SP"],
    ["Protocolo", "PROT", "Secretaria que mudou de nome", "prot@exemplo.invalid", "sp"],
)
# Como saem de uma planilha: células separadas por tabulação, zeros do CPF comidos.
COLADAS = """Nome do servidor\tLogin\tCPF\tE-mail\tLotação\tPerfil
Ana Prado\tana.prado\t111.444.777-35\tana.prado@exemplo.invalid\tGabinete do Prefeito\tbasico
Beto Nunes\tbeto.nunes\t123456797\tmailto:beto.nunes@exemplo.invalid\tPROT\tBásico
Caio Reis\tcaio.reis\t529.982.247-25\tcaio.reis@exemplo.invalid\tAlmoxarifado\tBásico
"""


@pytest.fixture
def cidade() -> Orgao:
    orgao = Orgao.objects.prefeituras().get(municipio__nome=CIDADE)
    gerente = Usuario.objects.get(email="gerente@exemplo.invalid")
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=timezone.localdate())
    iniciar(orgao, gerente, chave="jornada-do-kit")
    return orgao


def na_etapa(palco, cidade: Orgao, papel: Papel) -> Page:
    """Alguém com este papel, que acabou de entrar, na lista da etapa."""
    pessoa = UsuarioFactory(email=f"{papel.replace('_', '.')}@exemplo.invalid")
    pessoa.set_password(SENHA)
    pessoa.save()
    VinculoFactory(orgao=cidade, usuario=pessoa, papel=papel, inicio=timezone.localdate())
    pagina = entrar(palco, pessoa.email, SENHA)
    abrir_etapa(pagina, CIDADE, "Cadastros e configurações")
    return pagina


def test_da_planilha_baguncada_ao_kit_sem_erros(palco, cidade):
    as_unidades(na_etapa(palco, cidade, Papel.GESTOR_SEI))
    as_pessoas(na_etapa(palco, cidade, Papel.GESTOR_TI))


def as_unidades(pagina: Page) -> None:
    abrir_item(pagina, "Preparar o arquivo de unidades")
    preencher(pagina, {"Arquivo da planilha": anexo("setores.xlsx", BAGUNCADA, XLSX)})
    apertar(pagina, "Enviar e conferir")

    expect(titulo(pagina)).to_have_text("Que coluna é qual")
    preencher(pagina, {"Sigla do órgão: o mesmo em todas as linhas": "PM-ADAMANTINA"})
    apertar(pagina, "Seguir para a conferência")
    expect(pagina.get_by_text("Nada foi gravado: o arquivo tem erros")).to_be_visible()
    expect(pagina.get_by_role("deletion").first).to_be_visible()
    apertar(pagina, "Aplicar os consertos marcados")

    mudar_na_grade(pagina, "Unidade superior", 5, "SMA")
    expect(pagina.get_by_text("Sem erros nem avisos")).to_be_visible()
    apertar(pagina, "Gravar 3 linhas")
    conferir_sem_erros(pagina)

    carga = Carga.objects.get(tipo=TipoDeCarga.UNIDADES)
    assert list(carga.unidades.values_list("sigla", "descricao", "superior", "email", "uf")) == [
        ("GAB", "Gabinete do Prefeito", "", "gab@exemplo.invalid", "SP"),
        ("SMA", "Administração - geral", "GAB", "sma@exemplo.invalid", "SP"),
        ("PROT", "Protocolo", "SMA", "prot@exemplo.invalid", "SP"),
    ]


def as_pessoas(pagina: Page) -> None:
    """Coladas da planilha, por outra pessoa, com o que as unidades já disseram."""
    abrir_item(pagina, "Preparar o arquivo de usuários")
    preencher(pagina, {"Ou as células copiadas": COLADAS})
    apertar(pagina, "Enviar e conferir")
    apertar(pagina, "Seguir para a conferência")
    apertar(pagina, "Aplicar os consertos marcados")

    mudar_na_grade(pagina, "Unidade da primeira permissão", 4, "SMA")
    expect(pagina.get_by_text("Sem erros nem avisos")).to_be_visible()
    apertar(pagina, "Gravar 3 linhas")
    conferir_sem_erros(pagina)

    abrir_item(pagina, "Preparar o arquivo de usuários")
    with pagina.expect_download() as baixado:
        pagina.get_by_role("link", name="Baixar para o SEI").click()
    assert Path(baixado.value.path()).read_bytes().decode() == csv(
        pessoa(1, "Ana Prado", "11144477735", "GAB"),
        pessoa(2, "Beto Nunes", "00123456797", "PROT"),
        pessoa(3, "Caio Reis", "52998224725", "SMA"),
    )


def pessoa(numero: int, nome: str, cpf: str, unidade: str) -> list[str]:
    login = nome.lower().replace(" ", ".")
    email = f"{login}@exemplo.invalid"
    return [str(numero), "PM-ADAMANTINA", login, nome, "", cpf, email, unidade, "Básico"]


def mudar_na_grade(pagina: Page, coluna: str, linha: int, valor: str) -> None:
    """Só com o teclado: a célula errada, uma seta para ver a de cima, e salvar."""
    seguir(pagina, "Abrir as linhas")
    teclado = Teclado(pagina)
    teclado.escrever(f"{coluna}, linha {linha}", valor)
    teclado.tecla("ArrowUp")
    focada = pagina.evaluate("document.activeElement.ariaLabel")
    assert focada == f"{coluna}, linha {linha - 1}"
    teclado.acionar("Salvar e voltar à conferência")
