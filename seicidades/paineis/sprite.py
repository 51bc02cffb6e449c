"""O desenho dos municípios num arquivo estático: a página só cita e pinta cada um."""

from seicidades.municipios.mapa import mapa


def sprite_do_mapa() -> str:
    """SVG com um símbolo por município (`m3500105`), o Estado e as mesorregiões."""
    geometria = mapa()
    partes = [
        f'<path id="m{codigo}" d="{contorno.d}"/>'
        for codigo, contorno in sorted(geometria.municipios.items())
    ]
    partes.append(f'<path id="estado" d="{geometria.estado}"/>')
    divisas = "".join(m.d for _, m in sorted(geometria.mesorregioes.items()))
    partes.append(f'<path id="mesorregioes" d="{divisas}"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="{geometria.view_box}"><defs>{"".join(partes)}</defs></svg>\n'
    )
