from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from seicidades.municipios import servicos
from seicidades.municipios.models import FeriadoMunicipal
from seicidades.municipios.sinais import calendario_mudou
from tests.factories import FeriadoMunicipalFactory, MunicipioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def avisos(django_capture_on_commit_callbacks):
    """Roda uma função, confirma a transação e devolve os municípios avisados, por envio."""
    recebidos = []

    def ouvir(sender, municipio_ids, **kwargs):
        recebidos.append(set(municipio_ids))

    calendario_mudou.connect(ouvir)

    def rodar(funcao, *args, **kwargs):
        recebidos.clear()
        with django_capture_on_commit_callbacks(execute=True):
            funcao(*args, **kwargs)
        return list(recebidos)

    yield rodar
    calendario_mudou.disconnect(ouvir)


@pytest.fixture
def adamantina():
    return MunicipioFactory(codigo_ibge="3500105", nome="Adamantina")


@pytest.fixture
def arquivo(tmp_path):
    def escrever(texto):
        caminho = tmp_path / "feriados.csv"
        caminho.write_text(texto, encoding="utf-8")
        return str(caminho)

    return escrever


def importar(*argumentos):
    saida = StringIO()
    call_command("importar_feriados", *argumentos, stdout=saida)
    return saida.getvalue()


def feriados():
    return list(FeriadoMunicipal.objects.values_list("municipio__nome", "data", "nome"))


def test_salvar_feriado_novo_avisa_o_municipio(avisos, adamantina):
    feriado = FeriadoMunicipal(municipio=adamantina, data=date(2026, 6, 13), nome="Padroeiro")

    assert avisos(servicos.salvar_feriado, feriado) == [{adamantina.pk}]
    assert feriados() == [("Adamantina", date(2026, 6, 13), "Padroeiro")]


def test_feriado_que_muda_de_municipio_avisa_os_dois(avisos, adamantina):
    feriado = FeriadoMunicipalFactory(municipio=adamantina)
    outro = MunicipioFactory()
    feriado.municipio = outro

    assert avisos(servicos.salvar_feriado, feriado) == [{adamantina.pk, outro.pk}]


def test_excluir_feriados_avisa_cada_municipio_uma_vez(avisos, adamantina):
    FeriadoMunicipalFactory(municipio=adamantina, data=date(2026, 6, 13))
    FeriadoMunicipalFactory(municipio=adamantina, data=date(2026, 6, 14))

    assert avisos(servicos.excluir_feriados, FeriadoMunicipal.objects.all()) == [{adamantina.pk}]
    assert feriados() == []


def test_excluir_nada_nao_avisa_ninguem(avisos):
    assert avisos(servicos.excluir_feriados, FeriadoMunicipal.objects.none()) == []


def test_importar_cria_troca_nomes_e_nao_apaga(avisos, adamantina, arquivo):
    FeriadoMunicipalFactory(municipio=adamantina, data=date(2026, 1, 20), nome="Fica")
    FeriadoMunicipalFactory(municipio=adamantina, data=date(2026, 6, 12), nome="Antigo")
    FeriadoMunicipalFactory(municipio=adamantina, data=date(2026, 6, 13), nome="Igual")
    caminho = arquivo(
        "Código IBGE;Data;Nome\n"
        "3500105;12/06/2026;Novo nome\n"
        "3500105;2026-06-13;Igual\n"
        "3500105;14/06/2026;Dia novo\n"
    )
    saida = []

    enviados = avisos(lambda: saida.append(importar(caminho)))

    assert enviados == [{adamantina.pk}]
    assert saida[0].splitlines() == [
        "Adamantina: Dia novo, 14/06/2026 (novo)",
        "Adamantina: Novo nome, 12/06/2026 (antes, Antigo)",
        "Feriados criados: 1; alterados: 1; iguais: 1.",
    ]
    assert [nome for _, _, nome in feriados()] == ["Fica", "Novo nome", "Igual", "Dia novo"]


def test_importar_de_novo_nao_muda_nem_avisa(avisos, adamantina, arquivo):
    caminho = arquivo("codigo_ibge,data,nome\n3500105,12/06/2026,Aniversário\n")
    importar(caminho)

    assert avisos(importar, caminho) == []
    assert len(feriados()) == 1


def test_simular_nao_grava_nem_avisa(avisos, adamantina, arquivo):
    caminho = arquivo("codigo_ibge,data,nome\n3500105,12/06/2026,Aniversário\n")

    assert avisos(importar, caminho, "--simular") == []
    assert feriados() == []


def test_importar_custa_as_mesmas_consultas_para_uma_ou_cem_linhas(
    adamantina, arquivo, django_assert_max_num_queries
):
    dias = [date(2026, 1, 1).replace(day=d, month=m) for m in range(1, 6) for d in range(1, 21)]
    linhas = [f"3500105,{dia:%d/%m/%Y},Feriado" for dia in dias]

    with django_assert_max_num_queries(6):
        importar(arquivo("codigo_ibge,data,nome\n" + "\n".join(linhas)))

    assert len(feriados()) == 100


def test_recusa_diz_cada_problema_e_nao_grava_nada(adamantina, arquivo):
    caminho = arquivo(
        "codigo_ibge,data,nome\n"
        "3500105,12/06/2026,Certo\n"
        "3500105,2026-06-12,O mesmo dia\n"
        "3500105,31/02/2026,Não existe\n"
        "3500105,12/06/2050,Longe\n"
        "3599999,12/06/2026,\n"
    )

    with pytest.raises(CommandError) as recusado:
        importar(caminho)

    _, *problemas = str(recusado.value).splitlines()
    assert [p.partition(".")[0] for p in problemas] == [
        "Linha 3, coluna data: Este dia do município já está na linha 2",
        "Linha 4, coluna data: “31/02/2026” não é uma data que exista",
        "Linha 5, coluna data: O calendário vai de 2020 a 2045",
        "Linha 6, coluna codigo_ibge: O último algarismo de 3599999 não confere: deveria ser 0",
        "Linha 6, coluna nome: A célula está em branco",
    ]
    assert feriados() == []


def test_municipio_ainda_nao_carregado_diz_o_que_rodar(arquivo):
    with pytest.raises(CommandError, match=r"3500105.*importar_municipios"):
        importar(arquivo("codigo_ibge,data,nome\n3500105,12/06/2026,Aniversário\n"))
