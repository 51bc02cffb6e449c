"""A API: a carteira, cada implantação, o que aconteceu nela e os comandos."""

import re
from datetime import date

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from seicidades.api import esquemas, servicos
from seicidades.api.documentacao import comandos, operacoes
from seicidades.api.erros import Malformado, em_dados
from seicidades.api.serializers import (
    MAXIMO_POR_PAGINA,
    POR_PAGINA,
    AndamentoSerializer,
    AndamentosSerializer,
    DetalheSerializer,
    ErroSerializer,
    FiltrosSerializer,
    LinhaSerializer,
    OrgaoSerializer,
    RecusasSerializer,
    ResultadoSerializer,
)
from seicidades.contas.permissoes import orgaos_visiveis
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.consulta import anotar, da_carteira
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Canal, TipoDeComando
from seicidades.municipios.calendario import calendarios_dos_municipios
from seicidades.municipios.models import Orgao

CODIGO_IBGE = re.compile(r"[0-9]{7}")
NAO_ACHADA = "Não há implantação neste endereço, ou você não participa dela."
ERROS = {
    codigo: OpenApiResponse(ErroSerializer, descricao)
    for codigo, descricao in {
        400: "Parâmetro ou corpo malformado.",
        401: "Sem token nem sessão, ou token que já não vale.",
        403: "Sessão sem o segundo fator ou sem a prova de CSRF.",
        404: "Não existe, ou é de órgão que a pessoa não vê.",
        429: "Pedidos demais neste minuto; `Retry-After` diz quanto esperar.",
    }.items()
}
_IBGE = OpenApiParameter(
    "codigo_ibge",
    {"type": "string", "pattern": "^[0-9]{7}$"},
    OpenApiParameter.PATH,
    description="Código do IBGE do município, com sete algarismos.",
)


class Paginas(PageNumberPagination):
    page_query_param = "pagina"
    page_size_query_param = "por_pagina"
    page_size = POR_PAGINA
    max_page_size = MAXIMO_POR_PAGINA
    invalid_page_message = "Esta página não existe."


class DaApi:
    """O que toda view da API tem: confere o segundo fator por si e não deixa cópia."""

    @classmethod
    def as_view(cls, **opcoes):
        view = super().as_view(**opcoes)
        view.confere_segundo_fator = True
        return view

    def finalize_response(self, request, response, *args, **kwargs):
        resposta = super().finalize_response(request, response, *args, **kwargs)
        resposta["Cache-Control"] = "private, no-store"
        return resposta

    def parametros(self, classe) -> dict:
        serializer = classe(data=self.request.query_params.dict())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class DoMunicipio(DaApi):
    """View de um órgão: o da pessoa, ou 404."""

    def orgao(self, pedido: int | None) -> Orgao:
        codigo = self.kwargs["codigo_ibge"]
        if not CODIGO_IBGE.fullmatch(codigo):
            raise NotFound(NAO_ACHADA)
        orgaos = orgaos_visiveis(self.request.user).filter(municipio__codigo_ibge=codigo)
        orgaos = orgaos.filter(pk=pedido) if pedido else orgaos.prefeituras()
        achado = orgaos.select_related("municipio").first()
        if achado is None:
            raise NotFound(NAO_ACHADA)
        return achado

    def implantacao(self, pedido: int | None) -> Implantacao:
        implantacoes = anotar(Implantacao.objects.all(), timezone.localdate())
        achada = (
            implantacoes.filter(orgao=self.orgao(pedido))
            .select_related("versao", "orgao__municipio")
            .first()
        )
        if achada is None:
            raise NotFound(NAO_ACHADA)
        return achada


class ImplantacoesView(DaApi, ListAPIView):
    """As implantações que a pessoa vê, com os filtros da carteira."""

    serializer_class = LinhaSerializer
    pagination_class = Paginas

    @extend_schema(
        operation_id="listar_implantacoes",
        summary="Listar as implantações",
        parameters=[FiltrosSerializer],
        responses={200: LinhaSerializer(many=True), **ERROS},
    )
    def get(self, request, *args, **kwargs):
        pagina = self.paginate_queryset(
            da_carteira(request.user, self.parametros(FiltrosSerializer))
        )
        contexto = {
            "hoje": timezone.localdate(),
            "calendarios": calendarios_dos_municipios(i.orgao.municipio_id for i in pagina),
        }
        return self.get_paginated_response(
            LinhaSerializer(pagina, many=True, context=contexto).data
        )


class ImplantacaoView(DoMunicipio, APIView):
    """Uma implantação, com o que a pessoa pode fazer nela e por que ainda não."""

    @extend_schema(
        operation_id="ver_implantacao",
        summary="Ver uma implantação",
        parameters=[_IBGE, OrgaoSerializer],
        responses={200: DetalheSerializer, **ERROS},
    )
    def get(self, request, codigo_ibge):
        implantacao = self.implantacao(self.parametros(OrgaoSerializer).get("orgao"))
        municipio_id = implantacao.orgao.municipio_id
        contexto = {
            "hoje": timezone.localdate(),
            "calendarios": calendarios_dos_municipios([municipio_id]),
            "roteiro": implantacao.roteiro,
            "disponiveis": self.disponiveis(implantacao),
        }
        return Response(DetalheSerializer(implantacao, context=contexto).data)

    def disponiveis(self, implantacao: Implantacao) -> list[dict]:
        return [
            {
                "comando": comando.tipo.value,
                "item": comando.item,
                "etapa": comando.etapa,
                "recusas": [em_dados(r) for r in recusas],
                "esquema": esquemas.dados_do_comando(comando, implantacao.roteiro),
            }
            for comando, recusas in fluxo.disponiveis(implantacao, self.request.user)
            if comando.tipo in esquemas.DADOS
        ]


class ComandosView(DoMunicipio, APIView):
    """Dá um comando. A mesma `chave` devolve sempre o primeiro resultado."""

    @extend_schema(
        operation_id="dar_comando",
        summary="Dar um comando",
        parameters=[_IBGE, OrgaoSerializer],
        request={"application/json": esquemas.pedido()},
        responses={
            200: ResultadoSerializer,
            **ERROS,
            403: OpenApiResponse(
                {
                    "anyOf": [
                        {"$ref": "#/components/schemas/Recusas"},
                        {"$ref": "#/components/schemas/Erro"},
                    ]
                },
                "Recusado pelo papel da pessoa: todas as razões. "
                "Ou sessão sem segundo fator ou CSRF.",
            ),
            409: OpenApiResponse(RecusasSerializer, "Recusado: todas as razões."),
            413: OpenApiResponse(ErroSerializer, "Corpo maior que 1 MB."),
            415: OpenApiResponse(ErroSerializer, "O corpo não é JSON."),
        },
    )
    def post(self, request, codigo_ibge):
        orgao = self.orgao(self.parametros(OrgaoSerializer).get("orgao"))
        pedido = ler_pedido(request.data)
        try:
            resultado = servicos.comandar(orgao, request.user, pedido)
        except Implantacao.DoesNotExist as erro:
            raise NotFound(NAO_ACHADA) from erro
        return Response(ResultadoSerializer(resultado).data)


def ler_pedido(corpo) -> servicos.Pedido:
    """Do corpo JSON ao pedido.

    Raises:
        Malformado: com todos os campos que não estão na forma certa.
    """
    if defeitos := esquemas.defeitos_do_pedido(corpo):
        raise Malformado(defeitos)
    seq, dia = corpo.get("seq_esperada"), corpo.get("ocorreu_em")
    return servicos.Pedido(
        comando=TipoDeComando(corpo["comando"]),
        chave=corpo["chave"],
        item=corpo.get("item") or "",
        etapa=corpo.get("etapa") or "",
        seq_esperada=None if seq is None else int(seq),
        ocorreu_em=date.fromisoformat(dia) if dia else None,
        em_nome_de=corpo.get("em_nome_de") or "",
        origem=corpo.get("origem") or Canal.TELA,
        dados=corpo.get("dados") or {},
    )


class AndamentosView(DoMunicipio, ListAPIView):
    """O que aconteceu numa implantação, do primeiro ao último."""

    serializer_class = AndamentoSerializer
    pagination_class = Paginas

    @extend_schema(
        operation_id="listar_andamentos",
        summary="Ler o que aconteceu",
        parameters=[_IBGE, AndamentosSerializer],
        responses={200: AndamentoSerializer(many=True), **ERROS},
    )
    def get(self, request, codigo_ibge):
        parametros = self.parametros(AndamentosSerializer)
        implantacao = self.implantacao(parametros.get("orgao"))
        andamentos = implantacao.andamentos.filter(seq__gt=parametros.get("depois_de", 0)).order_by(
            "seq"
        )
        pagina = self.paginate_queryset(andamentos)
        contexto = {"roteiro": implantacao.roteiro}
        linhas = AndamentoSerializer(pagina, many=True, context=contexto)
        return self.get_paginated_response(linhas.data)


class EsquemaView(DaApi, SpectacularJSONAPIView):
    """O esquema OpenAPI, para programas."""


class NaoHaView(DaApi, APIView):
    """Endereço que não existe sob /api/: também responde em JSON."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise Http404("Este endereço não existe na API.")


class DocumentacaoView(TemplateView):
    """O esquema OpenAPI, para pessoas: HTML do servidor, sem script."""

    template_name = "api/documentacao.html"

    def get_context_data(self, **kwargs):
        esquema = SchemaGenerator().get_schema(request=None, public=True)
        return super().get_context_data(
            **kwargs,
            descricao=esquema["info"]["description"],
            operacoes=operacoes(esquema),
            comandos=comandos(),
            endereco=settings.ENDERECO_PUBLICO,
            limites=settings.API_PEDIDOS_POR_MINUTO,
        )
