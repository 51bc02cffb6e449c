from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from seicidades.municipios.models import FeriadoMunicipal, Municipio, Orgao
from tests.factories import FeriadoMunicipalFactory, MunicipioFactory, OrgaoFactory

pytestmark = pytest.mark.django_db


def recusado_pelo_banco(nome, criar):
    with pytest.raises(IntegrityError, match=nome), transaction.atomic():
        criar()
    return True


def test_municipios_em_ordem_alfabetica_sem_ligar_para_acentos_nem_maiusculas():
    for nome in ("Bauru", "Águas da Prata", "São Paulo", "santos", "Avaré", "Aguaí", "Agudos"):
        MunicipioFactory(nome=nome)

    nomes = list(Municipio.objects.values_list("nome", flat=True))

    assert nomes == ["Aguaí", "Águas da Prata", "Agudos", "Avaré", "Bauru", "santos", "São Paulo"]


def test_buscar_acha_sem_acentos_e_exige_todas_as_palavras():
    alvo = MunicipioFactory(nome="São José do Rio Preto")
    MunicipioFactory(nome="São José dos Campos")

    assert list(Municipio.objects.buscar("sao preto")) == [alvo]
    assert list(Municipio.objects.buscar("SÃO JOSÉ rio")) == [alvo]
    assert Municipio.objects.buscar("").count() == 2
    assert not Municipio.objects.buscar("sao% preto").exists()


def test_lookup_sem_acentos_vale_para_os_dois_lados():
    alvo = MunicipioFactory(nome="Embu-Guaçu")

    assert list(Municipio.objects.filter(nome__sem_acentos__icontains="GUACU")) == [alvo]
    assert list(Municipio.objects.filter(nome__sem_acentos__iexact="embú-guaçú")) == [alvo]


def test_codigo_do_ibge_so_de_municipio_paulista():
    MunicipioFactory(codigo_ibge="3500105")

    assert recusado_pelo_banco(
        "municipio_codigo_paulista", lambda: MunicipioFactory(codigo_ibge="3304557")
    )
    assert recusado_pelo_banco(
        "municipio_codigo_paulista", lambda: MunicipioFactory(codigo_ibge="350010")
    )


def test_codigo_do_ibge_nao_se_repete():
    MunicipioFactory(codigo_ibge="3500105")

    assert recusado_pelo_banco(
        "codigo_ibge", lambda: MunicipioFactory(codigo_ibge="3500105", nome="Outro")
    )


def test_populacao_e_fonte_vem_juntas():
    MunicipioFactory(populacao=1000, fonte_da_populacao="IBGE, Censo 2022")
    MunicipioFactory(populacao=None, fonte_da_populacao="")

    assert recusado_pelo_banco(
        "municipio_populacao_com_fonte",
        lambda: MunicipioFactory(populacao=1000, fonte_da_populacao=""),
    )
    assert recusado_pelo_banco(
        "municipio_populacao_com_fonte",
        lambda: MunicipioFactory(populacao=None, fonte_da_populacao="IBGE"),
    )


def test_coordenadas_ficam_na_terra():
    MunicipioFactory(latitude="-90", longitude="180")

    assert recusado_pelo_banco(
        "municipio_coordenadas_na_terra", lambda: MunicipioFactory(latitude="-90.1")
    )
    assert recusado_pelo_banco(
        "municipio_coordenadas_na_terra", lambda: MunicipioFactory(longitude="-180.1")
    )


def test_um_municipio_tem_uma_prefeitura_e_quantos_outros_orgaos_quiser():
    municipio = MunicipioFactory(nome="Adamantina")
    prefeitura = OrgaoFactory(municipio=municipio)
    OrgaoFactory(municipio=municipio, tipo=Orgao.Tipo.CAMARA, nome="Câmara Municipal")
    OrgaoFactory()

    assert list(municipio.orgaos.prefeituras()) == [prefeitura]
    assert recusado_pelo_banco(
        "prefeitura_unica_no_municipio",
        lambda: OrgaoFactory(municipio=municipio, nome="Outra prefeitura"),
    )


def test_o_nome_do_orgao_nao_se_repete_no_municipio_mas_pode_em_outro():
    camara = OrgaoFactory(tipo=Orgao.Tipo.CAMARA, nome="Câmara Municipal")
    OrgaoFactory(tipo=Orgao.Tipo.CAMARA, nome="Câmara Municipal")

    assert recusado_pelo_banco(
        "orgao_nome_unico_no_municipio",
        lambda: OrgaoFactory(
            municipio=camara.municipio, tipo=Orgao.Tipo.OUTRO, nome="Câmara Municipal"
        ),
    )


def test_tipo_de_orgao_e_um_dos_conhecidos():
    OrgaoFactory(tipo=Orgao.Tipo.FUNDACAO)

    assert recusado_pelo_banco("orgao_tipo_conhecido", lambda: OrgaoFactory(tipo="estatal"))


def test_cnpj_do_orgao_fica_sem_mascara_e_pode_faltar():
    OrgaoFactory(cnpj="")
    orgao = OrgaoFactory(cnpj="12ABC34501DE35")

    assert orgao.cnpj_formatado == "12.ABC.345/01DE-35"
    assert recusado_pelo_banco(
        "orgao_cnpj_sem_mascara", lambda: OrgaoFactory(cnpj="12.ABC.345/01D")
    )


def test_orgaos_em_ordem_de_municipio():
    dois = [OrgaoFactory(municipio__nome=nome) for nome in ("Zacarias", "Águas de Lindóia")]

    assert list(Orgao.objects.all()) == dois[::-1]


def test_um_feriado_por_dia_em_cada_municipio():
    feriado = FeriadoMunicipalFactory(data=date(2026, 6, 13))
    FeriadoMunicipalFactory(data=date(2026, 6, 13))
    FeriadoMunicipalFactory(municipio=feriado.municipio, data=date(2026, 6, 14))

    assert recusado_pelo_banco(
        "feriado_unico_no_dia",
        lambda: FeriadoMunicipalFactory(municipio=feriado.municipio, data=date(2026, 6, 13)),
    )


def test_feriado_cabe_no_calendario():
    FeriadoMunicipalFactory(data=date(2020, 1, 1))
    FeriadoMunicipalFactory(data=date(2045, 12, 31))

    assert recusado_pelo_banco(
        "feriado_dentro_do_calendario", lambda: FeriadoMunicipalFactory(data=date(2046, 1, 1))
    )


def test_os_modelos_dizem_a_mesma_coisa_em_portugues():
    orgao = OrgaoFactory()

    with pytest.raises(ValidationError, match="já tem a sua Prefeitura"):
        Orgao(municipio=orgao.municipio, tipo="prefeitura", nome="Outra").full_clean()
    with pytest.raises(ValidationError, match="2020 a 2045"):
        FeriadoMunicipal(municipio=orgao.municipio, data=date(2050, 1, 1), nome="X").full_clean()


def test_feriado_diz_o_nome_e_o_dia():
    assert str(FeriadoMunicipalFactory(data=date(2026, 6, 13), nome="Santo Antônio")) == (
        "Santo Antônio, 13/06/2026"
    )


def test_f_unaccent_e_imutavel_e_serve_em_qualquer_search_path():
    with connection.cursor() as cursor:
        cursor.execute("SELECT provolatile FROM pg_proc WHERE proname = 'f_unaccent'")
        assert cursor.fetchall() == [("i",)]
        cursor.execute("SET LOCAL search_path = pg_catalog")
        cursor.execute("SELECT public.f_unaccent('Ângela Çírîo')")
        assert cursor.fetchone() == ("Angela Cirio",)


def test_a_primeira_migracao_tem_volta():
    migracoes = MigrationLoader(connection).disk_migrations
    operacoes = migracoes["municipios", "0001_municipios"].operations

    assert all(operacao.reversible for operacao in operacoes)
